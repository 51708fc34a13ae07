/**
 * What `/api/cluster` says, made into what the page shows: a tree for each stream, facts of each hop, rows and totals. No time and no document here.
 *
 * @typedef {object} LinkState as one end of a link sees it
 * @property {string} node the other end
 * @property {number} roundTripMs 0 before it was measured
 * @property {number | null} [clockOffsetMs] the other end's clock less this one's
 * @property {number} sentBps
 * @property {number} receivedBps
 * @property {number | null} [lossRatio] of the packets sent, those that had to be sent again, 0 to 1
 * @property {number} [lost] packets that never came, from this link's start on
 *
 * @typedef {object} StreamReport a stream as one node has it
 * @property {string} stream
 * @property {boolean} publishedHere
 * @property {string | null} [parent]
 * @property {string | null} [standby]
 * @property {number} depth
 * @property {string[]} children
 * @property {number | null} [sinceCaptureMs] from the capture of a frame until it is at this node, by this node's clock
 *
 * @typedef {object} NodeState
 * @property {string} id
 * @property {string} region
 * @property {string[]} roles
 * @property {string | null} [url]
 * @property {boolean} draining
 * @property {number} ageSeconds
 * @property {Record<string, number>} viewers
 * @property {number} children
 * @property {number} capacity
 * @property {{ cpu?: number | null, sentBps?: number, failovers: number, links: LinkState[], streams: StreamReport[] } | null} [report]
 *
 * @typedef {object} ClusterState
 * @property {string} self
 * @property {{ kind: string, state: string, sinceSeconds: number }} directory
 * @property {NodeState[]} nodes
 *
 * @typedef {object} Hop a link and what a stream costs on it
 * @property {string} parent
 * @property {number} [roundTripMs]
 * @property {number} [addedMs] latency: from a frame's arrival at the parent until its arrival here
 * @property {number} [bps] everything that comes over the link, other streams' too
 * @property {number} [lossRatio]
 * @property {number} [lost]
 *
 * @typedef {'ok' | 'busy' | 'draining' | 'silent' | 'searching' | 'unknown'} Condition
 *
 * @typedef {object} TreeNode
 * @property {string} id
 * @property {NodeState} [node] nothing where it is known only because others name it
 * @property {string | null} parent
 * @property {string | null} standby
 * @property {number} viewers of this stream
 * @property {boolean} isSource whether the stream is published there
 * @property {Condition} condition
 * @property {Hop} [hop] nothing where it has no parent
 *
 * @typedef {{ stream: string, viewers: number, nodes: TreeNode[] }} Tree
 */
import { byName } from './tree-layout.js';

/** Entries are renewed every second or so, reports every three at most. */
const SILENT_SECONDS = 5;

/** Of all cores: beyond, packets begin to wait for the processor. */
const BUSY_CPU = 0.85;

/** What clocks of two nodes, compared over their link, are taken for wrong by at most; far more than half of a usual round trip. */
const CLOCK_ERROR_MS = 20;

/** @param {Record<string, number> | undefined} counts */
const sum = (counts) => Object.values(counts ?? {}).reduce((total, count) => total + count, 0);

/** @param {number | null | undefined} value */
const known = (value) => value ?? undefined;

/** @param {NodeState | undefined} node @param {string} other @returns {LinkState | undefined} */
const linkTo = (node, other) => node?.report?.links.find((link) => link.node === other);

/** @param {NodeState | undefined} node @param {string} stream @returns {StreamReport | undefined} */
const reportOf = (node, stream) => node?.report?.streams.find((report) => report.stream === stream);

/** @param {NodeState | undefined} node @returns {Condition} without regard to any one stream */
export function conditionOf(node) {
    if (!node) {
        return 'unknown';
    }
    if (node.ageSeconds >= SILENT_SECONDS) {
        return 'silent';
    }
    if (node.draining) {
        return 'draining';
    }
    return (node.report?.cpu ?? 0) >= BUSY_CPU ? 'busy' : 'ok';
}

/**
 * The latency that a hop adds. Each node says how old frames are when they are there, by a clock of its own; the link knows how those differ.
 *
 * @param {number | null | undefined} parentMs since capture, by the parent's clock
 * @param {number | null | undefined} childMs since capture, by the child's clock
 * @param {number | null | undefined} offsetMs the parent's clock less the child's
 * @returns {number | undefined} ms; a little below 0 is the clocks' error. Undefined while any part is unknown, and where it is far below 0: ages are
 *     smoothed, and just after a start the parent's may still fall while the child's is right already
 */
export function addedLatencyMs(parentMs, childMs, offsetMs) {
    const parts = [parentMs, childMs, offsetMs];
    if (parts.some((part) => part === null || part === undefined)) {
        return undefined;
    }
    const addedMs = Number(childMs) - Number(parentMs) + Number(offsetMs);
    return addedMs < -CLOCK_ERROR_MS ? undefined : addedMs;
}

/**
 * What is known of the link from a parent to a child, from either end.
 *
 * @param {string} stream
 * @param {{ id: string, node?: NodeState }} parent
 * @param {{ id: string, node?: NodeState }} child
 * @returns {Hop}
 */
export function hopOf(stream, parent, child) {
    const below = linkTo(child.node, parent.id);
    const above = linkTo(parent.node, child.id);
    const offsetMs = below?.clockOffsetMs ?? (typeof above?.clockOffsetMs === 'number' ? -above.clockOffsetMs : undefined);
    return {
        parent: parent.id,
        roundTripMs: below?.roundTripMs || above?.roundTripMs || undefined,
        addedMs: addedLatencyMs(reportOf(parent.node, stream)?.sinceCaptureMs, reportOf(child.node, stream)?.sinceCaptureMs, offsetMs),
        bps: known(below?.receivedBps ?? above?.sentBps),
        // Only the sender knows what it had to send again on this link: what was lost before it is missing here, too.
        lossRatio: known(above?.lossRatio),
        lost: known(below?.lost),
    };
}

/**
 * The tree of each stream, by name. A node is in it when it takes or publishes the stream, has viewers of it, or is named as a parent or a child.
 *
 * @param {ClusterState} state
 * @returns {Tree[]}
 */
export function treesOf(state) {
    const byId = new Map(state.nodes.map((node) => [node.id, node]));
    /** @type {Map<string, Set<string>>} */
    const members = new Map();
    /** What parents say of nodes that say nothing themselves. @type {Map<string, string>} */
    const named = new Map();
    const add = (/** @type {string} */ stream, /** @type {string | null | undefined} */ id) => {
        if (id) {
            members.set(stream, (members.get(stream) ?? new Set()).add(id));
        }
    };
    for (const node of state.nodes) {
        for (const [stream, count] of Object.entries(node.viewers)) {
            add(stream, count > 0 ? node.id : null);
        }
        for (const { stream, parent, children } of node.report?.streams ?? []) {
            add(stream, node.id);
            add(stream, parent);
            for (const child of children) {
                add(stream, child);
                named.set(`${stream} ${child}`, node.id);
            }
        }
    }
    return [...members].sort(([one], [other]) => byName(one, other)).map(([stream, ids]) => {
        const nodes = [...ids].sort(byName).map((id) => treeNode(stream, id, byId, named.get(`${stream} ${id}`)));
        return { stream, viewers: nodes.reduce((total, { viewers }) => total + viewers, 0), nodes };
    });
}

/**
 * @param {string} stream @param {string} id @param {Map<string, NodeState>} byId @param {string | undefined} namedBy the node that says it sends it there
 * @returns {TreeNode}
 */
function treeNode(stream, id, byId, namedBy) {
    const node = byId.get(id);
    const report = reportOf(node, stream);
    const parent = (report ? report.parent : namedBy) ?? null;
    const isSource = report?.publishedHere ?? false;
    const condition = conditionOf(node);
    return {
        id,
        node,
        parent,
        standby: report?.standby ?? null,
        viewers: node?.viewers[stream] ?? 0,
        isSource,
        condition: report && !isSource && !parent && condition !== 'silent' ? 'searching' : condition,
        hop: parent ? hopOf(stream, { id: parent, node: byId.get(parent) }, { id, node }) : undefined,
    };
}

/**
 * @param {ClusterState} state
 * @returns {{ nodes: number, draining: number, streams: number, viewers: number, sentBps: number }} `sentBps`: of all nodes, to viewers and to each other
 */
export function totalsOf(state) {
    const streams = new Set();
    for (const { viewers, report } of state.nodes) {
        Object.keys(viewers).forEach((stream) => streams.add(stream));
        report?.streams.forEach(({ stream }) => streams.add(stream));
    }
    return {
        nodes: state.nodes.length,
        draining: state.nodes.filter(({ draining }) => draining).length,
        streams: streams.size,
        viewers: state.nodes.reduce((total, { viewers }) => total + sum(viewers), 0),
        sentBps: state.nodes.reduce((total, { report }) => total + (report?.sentBps ?? 0), 0),
    };
}

/** Shares of packets that had to be sent again: from the first on a link is worth a look, from the second on viewers may notice. */
const LOSSY = 0.01;
const BAD = 0.05;

/** @param {Hop} hop @returns {'ok' | 'lossy' | 'bad'} */
export function hopCondition({ lossRatio = 0 }) {
    return lossRatio >= BAD ? 'bad' : lossRatio >= LOSSY ? 'lossy' : 'ok';
}

/**
 * The worst of several hops.
 *
 * @param {Hop[]} hops at least one
 * @returns {Hop}
 */
export function worstHop(hops) {
    const worst = (/** @type {'roundTripMs' | 'addedMs' | 'bps' | 'lossRatio' | 'lost'} */ fact) => {
        const values = hops.map((hop) => hop[fact]).filter((value) => value !== undefined);
        return values.length ? Math.max(...values) : undefined;
    };
    return {
        parent: hops[0].parent,
        roundTripMs: worst('roundTripMs'),
        addedMs: worst('addedMs'),
        bps: worst('bps'),
        lossRatio: worst('lossRatio'),
        lost: worst('lost'),
    };
}

/** From bad to good. @type {Condition[]} */
const CONDITIONS = ['searching', 'silent', 'busy', 'draining', 'unknown', 'ok'];

/** The worst of several conditions; 'ok' of none. @param {Condition[]} conditions */
export function worstCondition(conditions) {
    return CONDITIONS.find((condition) => conditions.includes(condition)) ?? 'ok';
}

/** @param {NodeState} node */
export const viewersOf = (node) => sum(node.viewers);

/**
 * Leaves of one parent as one, where a tree has more nodes than a person can look at.
 *
 * @template {TreeNode} N
 * @param {N[]} nodes
 * @param {{ nodesMax: number, leavesMin: number }} bounds trees of up to `nodesMax` stay as they are, and parents with fewer leaves than `leavesMin`
 * @returns {{ single: N[], groups: { parent: string, leaves: N[] }[] }}
 */
export function grouped(nodes, { nodesMax, leavesMin }) {
    if (nodes.length <= nodesMax) {
        return { single: nodes, groups: [] };
    }
    const parents = new Set(nodes.map(({ parent }) => parent));
    /** @type {Map<string, N[]>} */
    const leaves = new Map();
    for (const node of nodes) {
        if (node.parent !== null && !parents.has(node.id)) {
            leaves.set(node.parent, [...(leaves.get(node.parent) ?? []), node]);
        }
    }
    const groups = [...leaves].filter(([, below]) => below.length >= leavesMin).map(([parent, below]) => ({ parent, leaves: below }));
    const hidden = new Set(groups.flatMap(({ leaves: below }) => below));
    return { single: nodes.filter((node) => !hidden.has(node)), groups };
}
