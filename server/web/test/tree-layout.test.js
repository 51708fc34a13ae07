import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareIds, layOut } from '../pages/assets/tree-layout.js';

const SIZES = { width: 100, height: 40, gapX: 20, gapY: 60 };

/** Numbers from a seed. @param {number} seed */
function random(seed) {
    let state = seed;
    return (/** @type {number} */ below) => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((state / 2_147_483_648) * below);
    };
}

/** @param {number} seed @returns {import('../pages/assets/tree-layout.js').TreeItem[]} */
function anyTree(seed) {
    const next = random(seed);
    return Array.from({ length: 1 + next(60) }, (_, i) => ({ id: `n${i}`, parent: i === 0 || next(25) === 0 ? undefined : `n${next(i)}` }));
}

test('no two nodes overlap, parents stand over the middle of their children, and all fit', () => {
    for (let seed = 1; seed <= 200; seed++) {
        const items = anyTree(seed);
        const { places, width, height } = layOut(items, SIZES);
        assert.equal(places.size, items.length);
        const all = [...places.values()];
        for (const one of all) {
            assert.ok(one.x >= 0 && one.x + SIZES.width <= width && one.y >= 0 && one.y + SIZES.height <= height);
            for (const other of all) {
                assert.ok(one === other || one.y !== other.y || Math.abs(one.x - other.x) >= SIZES.width + SIZES.gapX, `seed ${seed}`);
            }
        }
        for (const { id, parent } of items) {
            if (parent !== undefined) {
                assert.equal(places.get(id)?.level, 1 + (places.get(parent)?.level ?? NaN));
            }
            const xs = items.filter((item) => item.parent === id).map((item) => places.get(item.id)?.x ?? NaN);
            if (xs.length > 0) {
                assert.equal(places.get(id)?.x, (Math.min(...xs) + Math.max(...xs)) / 2);
            }
        }
    }
});

test('the same tree stands the same, in whatever order its nodes are told', () => {
    for (let seed = 1; seed <= 50; seed++) {
        const items = anyTree(seed);
        const turned = items.toSorted((one, other) => compareIds(other.id, one.id));
        assert.deepEqual(new Map([...layOut(items, SIZES).places].sort()), new Map([...layOut(turned, SIZES).places].sort()));
    }
});

test('an unknown parent makes a root, and a circle is opened', () => {
    assert.deepEqual(layOut([{ id: 'a', parent: 'nobody' }], SIZES).places.get('a'), { x: 0, y: 0, level: 0 });
    const circle = layOut([{ id: 'a', parent: 'b' }, { id: 'b', parent: 'a' }, { id: 'c', parent: 'c' }], SIZES);
    assert.deepEqual([...circle.places.keys()].sort(), ['a', 'b', 'c']);
    assert.deepEqual(layOut([], SIZES), { places: new Map(), width: 0, height: 0 });
});

test('ids with numbers are in the order of the numbers', () => {
    assert.deepEqual(['edge-10', 'edge-9', 'edge-1'].sort(compareIds), ['edge-1', 'edge-9', 'edge-10']);
});
