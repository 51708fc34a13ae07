/**
 * Where the cards of a tree stand: parents above and in the middle of their children, subtrees side by side as close as their outlines allow (Reingold
 * and Tilford, 1981), nothing over anything else. The same items give the same picture in whatever order they come, and siblings keep their order
 * whoever comes and goes.
 *
 * @typedef {object} Item
 * @property {string} id
 * @property {string | null} parent an item's id; null or an unknown one makes a root
 * @property {number} width
 * @property {number} height
 * @property {number} [row] for a root: the row it stands in, 0 at the top
 *
 * @typedef {{ x: number, y: number, width: number, height: number, row: number }} Place top left corner and size
 * @typedef {{ width: number, height: number, places: Map<string, Place> }} Layout
 *
 * @typedef {object} Branch an item with what is below it
 * @property {Item} item
 * @property {number} row
 * @property {Branch[]} children
 * @property {number} offset from its parent's middle to its own
 * @property {Outline} outline of the branch, from its middle
 *
 * @typedef {{ row: number, left: number[], right: number[] }} Outline how far it reaches in each row from `row` on
 */

const names = new Intl.Collator('en', { numeric: true });

/** By name, numbers in it by their value: edge-2 before edge-10. @param {string} one @param {string} other */
export function byName(one, other) {
    return names.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}

/**
 * @param {Item[]} items with ids that differ; a circle of parents is cut at its first name
 * @param {{ columnGap: number, rowGap: number }} gaps the least space between cards side by side, and the space between rows
 * @returns {Layout}
 */
export function layOut(items, { columnGap, rowGap }) {
    const { roots, branches } = grow(items);
    // From the lowest row up: when a branch is laid out, those below it have been.
    for (const branch of branches.toSorted((one, other) => other.row - one.row)) {
        arrange(branch, columnGap);
    }
    sideBySide(roots, columnGap);
    return place(roots, branches, rowGap);
}

/** @param {Item[]} items */
function grow(items) {
    const sorted = items.toSorted((one, other) => byName(one.id, other.id));
    /** @type {Map<string, Branch>} */
    const byId = new Map(sorted.map((item) => [item.id, { item, row: -1, children: [], offset: 0, outline: { row: 0, left: [], right: [] } }]));
    /** @type {Branch[]} */
    const roots = [];
    const cut = circles(sorted, byId);
    for (const branch of byId.values()) {
        const parent = byId.get(branch.item.parent ?? '');
        if (parent && parent !== branch && !cut.has(branch.item.id)) {
            parent.children.push(branch);
        } else {
            roots.push(branch);
        }
    }
    const branches = [];
    for (const root of roots) {
        root.row = root.item.row ?? 0;
        const waiting = [root];
        for (let branch = waiting.pop(); branch; branch = waiting.pop()) {
            branches.push(branch);
            for (const child of branch.children) {
                child.row = branch.row + 1;
                waiting.push(child);
            }
        }
    }
    return { roots, branches };
}

/** The items, one of each circle of parents, that become roots. @param {Item[]} sorted @param {Map<string, Branch>} byId */
function circles(sorted, byId) {
    const cut = new Set();
    const done = new Set();
    for (const { id } of sorted) {
        const walked = new Set();
        /** @type {string | undefined} */
        let at = id;
        while (at !== undefined && !done.has(at) && !walked.has(at)) {
            walked.add(at);
            /** @type {string} */
            const parent = byId.get(at)?.item.parent ?? '';
            at = byId.has(parent) ? parent : undefined;
        }
        if (at !== undefined && walked.has(at)) {
            cut.add(at);
        }
        walked.forEach((each) => done.add(each));
    }
    return cut;
}

/** @param {Branch} branch whose children are arranged already @param {number} gap */
function arrange(branch, gap) {
    const { item, row, children } = branch;
    const half = item.width / 2;
    const below = sideBySide(children, gap);
    branch.outline = { row, left: [-half, ...below.left], right: [half, ...below.right] };
}

/**
 * Puts branches next to each other in their order, with the middle of the first and the last around 0.
 *
 * @param {Branch[]} branches @param {number} gap
 */
function sideBySide(branches, gap) {
    const first = Math.min(...branches.map(({ row }) => row));
    /** @type {number[]} */
    const left = [];
    /** @type {number[]} */
    const right = [];
    for (const branch of branches) {
        const { outline } = branch;
        let shift = 0;
        let meets = false;
        outline.left.forEach((reach, i) => {
            const taken = right[outline.row - first + i];
            if (taken !== undefined) {
                shift = meets ? Math.max(shift, taken + gap - reach) : taken + gap - reach;
                meets = true;
            }
        });
        if (!meets && left.length > 0) {
            // In rows of its own: still not above or below those before it, so that lines between rows stay apart.
            shift = Math.max(...right.filter((reach) => reach !== undefined)) + gap - Math.min(...outline.left);
        }
        branch.offset = shift;
        outline.left.forEach((reach, i) => {
            const at = outline.row - first + i;
            left[at] = Math.min(left[at] ?? Infinity, reach + shift);
            right[at] = Math.max(right[at] ?? -Infinity, outline.right[i] + shift);
        });
    }
    const middle = branches.length ? (branches[0].offset + branches[branches.length - 1].offset) / 2 : 0;
    for (const branch of branches) {
        branch.offset -= middle;
    }
    return { left: left.map((reach) => reach - middle), right: right.map((reach) => reach - middle) };
}

/** @param {Branch[]} roots @param {Branch[]} branches @param {number} rowGap @returns {Layout} */
function place(roots, branches, rowGap) {
    /** @type {number[]} */
    const heights = [];
    for (const { row, item } of branches) {
        heights[row] = Math.max(heights[row] ?? 0, item.height);
    }
    const tops = [0];
    for (let row = 0; row < heights.length; row++) {
        tops.push(tops[row] + (heights[row] === undefined ? 0 : heights[row] + rowGap));
    }
    /** @type {Map<string, Place>} */
    const places = new Map();
    /** @type {[Branch, number][]} */
    const waiting = roots.map((root) => [root, root.offset]);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [{ item, row, children }, middle] = next;
        places.set(item.id, { x: middle - item.width / 2, y: tops[row], width: item.width, height: item.height, row });
        for (const child of children) {
            waiting.push([child, middle + child.offset]);
        }
    }
    let left = Infinity;
    let right = -Infinity;
    for (const { x, width } of places.values()) {
        left = Math.min(left, x);
        right = Math.max(right, x + width);
    }
    for (const each of places.values()) {
        each.x -= left;
    }
    const isEmpty = places.size === 0;
    return { width: isEmpty ? 0 : right - left, height: isEmpty ? 0 : tops[heights.length] - rowGap, places };
}
