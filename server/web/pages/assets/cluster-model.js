/** What `/api/cluster` says, as the dashboard shows it: one stream's tree, the nodes, and what they amount to. Pure. */

import { compareIds } from './tree-layout.js';

/**
 * @typedef {object} StreamReport a stream at one node
 * @property {string} stream
 * @property {boolean} publishedHere
 * @property {string | null} parent
 * @property {string | null} standby
 * @property {number} depth
 * @property {string[]} children
 * @property {number | null} sinceCaptureMs
 * @property {number} lost
 * @property {number} keyless
 * @property {number} notAuthentic
 */

/**
 * @typedef {object} LinkReport
 * @property {string} node
 * @property {number} roundTripMs
 * @property {number | null} clockOffsetMs the other node's clock less the reporter's
 * @property {number} sentBps
 * @property {number} receivedBps
 * @property {number} rejected
 */

/**
 * @typedef {object} NodeInfo
 * @property {string} id
 * @property {string} region
 * @property {string[]} roles
 * @property {string | null} url
 * @property {boolean} draining
 * @property {number} ageSeconds
 * @property {Record<string, number>} viewers
 * @property {number} children
 * @property {number} capacity
 * @property {{ failovers: number, links: LinkReport[], streams: StreamReport[] } | null} report
 */

/**
 * @typedef {object} ClusterInfo
 * @property {string} self
 * @property {{ kind: string, state: string, sinceSeconds: number }} directory
 * @property {NodeInfo[]} nodes
 */

/**
 * @typedef {object} TreeNode a node in a stream's tree
 * @property {string} id
 * @property {string | undefined} parent
 * @property {string | undefined} standby
 * @property {NodeInfo | undefined} node undefined when others speak of it and the directory does not
 * @property {StreamReport | undefined} report
 * @property {number} viewers
 * @property {number | undefined} hopMs what the hop from the parent adds
 * @property {number | undefined} roundTripMs with the parent
 * @property {number | undefined} receivedBps from the parent, all streams together
 * @property {number} nodes that it stands for: 1, or those of a group
 */

/** From so many nodes on, the edges of one parent become one group. */
export const GROUPED_FROM = 60;

/** So few are not worth a group. */
const GROUP_MIN = 4;

/** @param {ClusterInfo} cluster @returns {{ name: string, viewers: number, nodes: number }[]} most watched first */
export function streamsOf(cluster) {
    /** @type {Map<string, { name: string, viewers: number, nodes: number }>} */
    const streams = new Map();
    /** @param {string} name */
    const entry = (name) => {
        const known = streams.get(name) ?? { name, viewers: 0, nodes: 0 };
        streams.set(name, known);
        return known;
    };
    for (const node of cluster.nodes) {
        for (const [name, viewers] of Object.entries(node.viewers)) {
            entry(name).viewers += viewers;
        }
        for (const { stream } of node.report?.streams ?? []) {
            entry(stream).nodes++;
        }
    }
    return [...streams.values()].sort((one, other) => other.viewers - one.viewers || compareIds(one.name, other.name));
}

/** What a hop adds, by the two nodes' times since capture and the difference of their clocks; undefined while one is unknown.
 * @param {StreamReport | undefined} child @param {StreamReport | undefined} parent @param {LinkReport | undefined} link the child's, to the parent */
export function hopMs(child, parent, link) {
    const here = child?.sinceCaptureMs;
    const above = parent?.sinceCaptureMs;
    const offset = link?.clockOffsetMs;
    return here == null || above == null || offset == null ? undefined : here + offset - above;
}

/** @param {ClusterInfo} cluster @param {string} stream @returns {TreeNode[]} by id */
export function treeOf(cluster, stream) {
    const nodes = new Map(cluster.nodes.map((node) => [node.id, node]));
    /** @type {Map<string, StreamReport>} */
    const reports = new Map();
    for (const node of cluster.nodes) {
        const report = node.report?.streams.find((each) => each.stream === stream);
        if (report) {
            reports.set(node.id, report);
        }
    }
    const ids = new Set(reports.keys());
    for (const { parent } of reports.values()) {
        if (parent) {
            ids.add(parent);
        }
    }
    return [...ids].sort(compareIds).map((id) => {
        const node = nodes.get(id);
        const report = reports.get(id);
        const link = node?.report?.links.find((each) => each.node === report?.parent);
        return {
            id,
            parent: report?.parent ?? undefined,
            standby: report?.standby ?? undefined,
            node,
            report,
            viewers: node?.viewers[stream] ?? 0,
            hopMs: hopMs(report, reports.get(report?.parent ?? ''), link),
            roundTripMs: link?.roundTripMs || undefined,
            receivedBps: link?.receivedBps,
            nodes: 1,
        };
    });
}

/** The id of the group of a parent's leaves. @param {string} parent */
export const groupOf = (parent) => `${parent}/…`;

/**
 * Puts the leaves of each parent together when there are too many nodes to look at.
 *
 * @param {TreeNode[]} tree
 * @param {ReadonlySet<string>} opened parents whose leaves shall be seen
 * @param {number} [from] how many nodes are too many
 * @returns {TreeNode[]}
 */
export function grouped(tree, opened, from = GROUPED_FROM) {
    if (tree.length < from) {
        return tree;
    }
    const parents = new Set(tree.map(({ parent }) => parent));
    /** @type {Map<string, TreeNode[]>} */
    const leaves = new Map();
    for (const node of tree) {
        if (node.parent !== undefined && !parents.has(node.id) && !opened.has(node.parent)) {
            leaves.set(node.parent, [...leaves.get(node.parent) ?? [], node]);
        }
    }
    /** @type {Set<TreeNode>} */
    const hidden = new Set();
    /** @type {TreeNode[]} */
    const groups = [];
    for (const [parent, members] of leaves) {
        if (members.length >= GROUP_MIN) {
            members.forEach((member) => hidden.add(member));
            groups.push({
                id: groupOf(parent),
                parent,
                standby: undefined,
                node: undefined,
                report: undefined,
                viewers: members.reduce((sum, { viewers }) => sum + viewers, 0),
                hopMs: middle(members.map((member) => member.hopMs)),
                roundTripMs: middle(members.map((member) => member.roundTripMs)),
                receivedBps: members.reduce((sum, { receivedBps }) => sum + (receivedBps ?? 0), 0),
                nodes: members.length,
            });
        }
    }
    return [...tree.filter((node) => !hidden.has(node)), ...groups];
}

/** The median of what is known. @param {(number | undefined)[]} values */
function middle(values) {
    const known = values.filter((value) => value !== undefined).sort((one, other) => one - other);
    return known.at(Math.floor(known.length / 2));
}

/** @param {ClusterInfo} cluster */
export function totalsOf(cluster) {
    let viewers = 0;
    let betweenBps = 0;
    let failovers = 0;
    for (const node of cluster.nodes) {
        viewers += Object.values(node.viewers).reduce((sum, count) => sum + count, 0);
        betweenBps += node.report?.links.reduce((sum, { sentBps }) => sum + sentBps, 0) ?? 0;
        failovers += node.report?.failovers ?? 0;
    }
    return { viewers, betweenBps, failovers, nodes: cluster.nodes.length, streams: streamsOf(cluster).length };
}

/** `leaving`, `unknown` when others speak of it and the directory does not, or `well`. @param {NodeInfo | undefined} node */
export function stateOf(node) {
    return !node ? 'unknown' : node.draining ? 'leaving' : 'well';
}
