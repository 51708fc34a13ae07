/** What one picture of the cluster does not show: who has just gone, and who has just changed its parent. The clock comes in with each picture. */

import { byName } from './tree-layout.js';

/** How long a node that vanished stays in the picture, fading. */
export const GONE_MS = 5_000;

/** How long a new parent is pointed out. */
export const CHANGED_MS = 6_000;

/**
 * @typedef {import('./cluster-state.js').TreeNode & { leftMs?: number, isChanged: boolean }} Remembered `leftMs`: since when it is gone, for one that is
 * @typedef {{ stream: string, viewers: number, nodes: Remembered[] }} RememberedTree
 * @typedef {{ node: import('./cluster-state.js').TreeNode, seenMs: number, parent: string | null, changedMs: number }} Entry
 */

/** Holds what the last picture had, and for a few seconds what it has no more. */
export class ClusterMemory {
    /** By stream, then by node. @type {Map<string, Map<string, Entry>>} */
    #streams = new Map();

    /**
     * @param {import('./cluster-state.js').Tree[]} trees as they are now
     * @param {number} nowMs
     * @returns {RememberedTree[]} as they are now, and what has just gone; streams and nodes by name
     */
    update(trees, nowMs) {
        /** @type {Map<string, { viewers: number, there: Set<string> }>} */
        const now = new Map();
        for (const { stream, viewers, nodes } of trees) {
            now.set(stream, { viewers, there: new Set(nodes.map(({ id }) => id)) });
            const entries = this.#streams.get(stream) ?? new Map();
            this.#streams.set(stream, entries);
            nodes.forEach((node) => entries.set(node.id, seen(entries.get(node.id), node, nowMs)));
        }
        /** @type {RememberedTree[]} */
        const result = [];
        for (const [stream, entries] of this.#streams) {
            for (const [id, { seenMs }] of entries) {
                if (nowMs - seenMs >= GONE_MS) {
                    entries.delete(id);
                }
            }
            if (entries.size === 0) {
                this.#streams.delete(stream);
                continue;
            }
            const known = [...entries.values()].sort((one, other) => byName(one.node.id, other.node.id));
            const nodes = known.map(({ node, seenMs, changedMs }) => {
                const isThere = now.get(stream)?.there.has(node.id) ?? false;
                return { ...node, leftMs: isThere ? undefined : seenMs, isChanged: isThere && nowMs - changedMs < CHANGED_MS };
            });
            result.push({ stream, viewers: now.get(stream)?.viewers ?? 0, nodes });
        }
        return result.sort((one, other) => byName(one.stream, other.stream));
    }
}

/**
 * @param {Entry | undefined} before @param {import('./cluster-state.js').TreeNode} node @param {number} nowMs
 * @returns {Entry}
 */
function seen(before, node, nowMs) {
    // While it searches it has none; what it finds is compared with what it had.
    const parent = node.parent ?? before?.parent ?? null;
    const isChanged = before !== undefined && before.parent !== null && parent !== before.parent;
    return { node, seenMs: nowMs, parent, changedMs: isChanged ? nowMs : (before?.changedMs ?? -Infinity) };
}
