/**
 * Where the nodes of a tree stand: each parent over the middle of its children, no two in the same place, and the same for the same tree in whatever
 * order its nodes come. Pure.
 */

/**
 * @typedef {object} TreeItem
 * @property {string} id
 * @property {string | undefined} parent undefined for a root; a parent that is not among the items makes a root as well
 */

/**
 * @typedef {object} Sizes in pixels
 * @property {number} width of a node
 * @property {number} height of a node
 * @property {number} gapX between neighbours
 * @property {number} gapY between levels
 */

/**
 * @typedef {object} Layout
 * @property {Map<string, { x: number, y: number, level: number }>} places the upper left corner of each node, in pixels
 * @property {number} width
 * @property {number} height
 */

/** @param {TreeItem[]} items @param {Sizes} sizes @returns {Layout} */
export function layOut(items, sizes) {
    const known = new Set(items.map(({ id }) => id));
    /** @type {Map<string | undefined, string[]>} */
    const children = new Map();
    for (const { id, parent } of items) {
        const above = parent !== undefined && parent !== id && known.has(parent) ? parent : undefined;
        const siblings = children.get(above) ?? [];
        siblings.push(id);
        children.set(above, siblings);
    }
    for (const siblings of children.values()) {
        siblings.sort(compareIds);
    }
    /** @type {Layout['places']} */
    const places = new Map();
    let nextX = 0;
    let levels = 0;
    /** @param {string} id @param {number} level @returns {number} */
    const place = (id, level) => {
        // Held before its children are placed: nodes that each name the other as parent would never end.
        const own = { x: 0, y: level * (sizes.height + sizes.gapY), level };
        places.set(id, own);
        levels = Math.max(levels, level + 1);
        const below = (children.get(id) ?? []).filter((child) => !places.has(child));
        if (below.length === 0) {
            own.x = nextX;
            nextX += sizes.width + sizes.gapX;
        } else {
            const xs = below.map((child) => place(child, level + 1));
            own.x = (xs[0] + xs[xs.length - 1]) / 2;
        }
        return own.x;
    };
    for (const root of children.get(undefined) ?? []) {
        place(root, 0);
    }
    // What is left hangs in a circle, each the other's parent: reports of different seconds can say so. Each such circle is opened somewhere.
    for (const { id } of [...items].sort((one, other) => compareIds(one.id, other.id))) {
        if (!places.has(id)) {
            place(id, 0);
        }
    }
    return {
        places,
        width: Math.max(0, nextX - sizes.gapX),
        height: levels === 0 ? 0 : levels * sizes.height + (levels - 1) * sizes.gapY,
    };
}

/** edge-2 comes before edge-10. @param {string} one @param {string} other */
export function compareIds(one, other) {
    return one.localeCompare(other, 'en', { numeric: true });
}
