import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byName, layOut } from '../pages/assets/tree-layout.js';

const gaps = { columnGap: 16, rowGap: 60 };
const card = { width: 160, height: 70 };

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    };
}

/** Items of several trees, some of them wide, and some with parents that are not there. */
function randomForest(seed) {
    const next = random(seed);
    const count = 1 + Math.floor(next() * 80);
    const items = [];
    for (let i = 0; i < count; i++) {
        const parent = i > 0 && next() > 0.04 ? items[Math.floor(next() ** 1.7 * i)].id : next() > 0.5 ? null : 'nobody';
        const wide = next() > 0.9;
        items.push({ id: `node-${i}`, parent, width: wide ? 480 : 160, height: wide ? 200 : 70, row: Math.floor(next() * 2) });
    }
    return { items, next };
}

function shuffled(items, next) {
    return items.map((item) => [next(), item]).sort(([one], [other]) => one - other).map(([, item]) => item);
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed + 1);

test('should leave the gap between any two cards of a row, and nothing over anything', () => {
    for (const seed of seeds) {
        const { items } = randomForest(seed);
        const { places } = layOut(items, gaps);
        assert.equal(places.size, items.length);
        const all = [...places.values()];
        all.forEach((one, i) => {
            for (const other of all.slice(i + 1)) {
                const apart = one.row === other.row
                    ? Math.max(one.x - other.x - other.width, other.x - one.x - one.width) >= gaps.columnGap - 1e-6
                    : Math.max(one.y - other.y - other.height, other.y - one.y - one.height) >= gaps.rowGap - 1e-6;
                assert.ok(apart, `seed ${seed}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`);
            }
        });
    }
});

test('should put a parent one row above its children, in the middle of them', () => {
    for (const seed of seeds) {
        const { items } = randomForest(seed);
        const { places } = layOut(items, gaps);
        const middle = ({ x, width }) => x + width / 2;
        for (const { id } of items) {
            const parent = places.get(id);
            const children = items.filter((item) => item.parent === id).map((item) => places.get(item.id));
            for (const child of children) {
                assert.equal(child.row, parent.row + 1);
                assert.ok(child.y >= parent.y + parent.height + gaps.rowGap, `seed ${seed}: ${id}`);
            }
            if (children.length) {
                const middles = children.map(middle);
                assert.ok(Math.abs(middle(parent) - (Math.min(...middles) + Math.max(...middles)) / 2) < 1e-6, `seed ${seed}: ${id}`);
            }
        }
    }
});

test('should give the same picture whatever order the items come in', () => {
    for (const seed of seeds) {
        const { items, next } = randomForest(seed);
        const { places, width, height } = layOut(items, gaps);
        const again = layOut(shuffled(items, next), gaps);
        assert.deepEqual([again.width, again.height], [width, height]);
        for (const [id, at] of places) {
            assert.deepEqual(again.places.get(id), at, `seed ${seed}: ${id}`);
        }
    }
});

test('should keep the order of a row when a leaf goes', () => {
    for (const seed of seeds) {
        const { items, next } = randomForest(seed);
        const leaves = items.filter(({ id }) => !items.some(({ parent }) => parent === id));
        const gone = leaves[Math.floor(next() * leaves.length)].id;
        const order = (places) => [...places].filter(([id]) => id !== gone)
            .sort(([, one], [, other]) => one.row - other.row || one.x - other.x).map(([id]) => id);
        const before = order(layOut(items, gaps).places);
        const after = order(layOut(items.filter(({ id }) => id !== gone), gaps).places);
        assert.deepEqual(after, before, `seed ${seed} without ${gone}`);
    }
});

test('should fit its size around the cards, from 0 on', () => {
    for (const seed of seeds) {
        const { places, width, height } = layOut(randomForest(seed).items, gaps);
        const all = [...places.values()];
        assert.ok(Math.abs(Math.min(...all.map(({ x }) => x))) < 1e-6);
        assert.ok(Math.abs(Math.max(...all.map((at) => at.x + at.width)) - width) < 1e-6);
        assert.ok(Math.max(...all.map((at) => at.y + at.height)) <= height + 1e-6);
    }
});

test('should sort siblings as people count', () => {
    const items = ['edge-10', 'edge-9', 'edge-1'].map((id) => ({ id, parent: 'ingest', ...card }));
    const { places } = layOut([...items, { id: 'ingest', parent: null, ...card }], gaps);
    const row = [...places].filter(([, { row }]) => row === 1).sort(([, one], [, other]) => one.x - other.x);
    assert.deepEqual(row.map(([id]) => id), ['edge-1', 'edge-9', 'edge-10']);
    assert.ok(byName('a', 'A') !== 0, 'names that differ are never equal');
});

test('should be no wider than it must: two small trees under one root touch', () => {
    const items = [
        { id: 'root', parent: null, ...card },
        { id: 'a', parent: 'root', ...card }, { id: 'b', parent: 'root', ...card },
        { id: 'a1', parent: 'a', ...card }, { id: 'a2', parent: 'a', ...card }, { id: 'b1', parent: 'b', ...card },
    ];
    const { width, height } = layOut(items, gaps);
    assert.equal(width, 3 * card.width + 2 * gaps.columnGap);
    assert.equal(height, 3 * card.height + 2 * gaps.rowGap);
});

test('should cut circles of parents, and pass over an item that is its own', () => {
    const { places } = layOut([
        { id: 'a', parent: 'c', ...card }, { id: 'b', parent: 'a', ...card }, { id: 'c', parent: 'b', ...card },
        { id: 'self', parent: 'self', ...card },
    ], gaps);
    assert.deepEqual(['a', 'b', 'c', 'self'].map((id) => places.get(id).row), [0, 1, 2, 0]);
});

test('should lay out a long chain and a wide row without running out of stack', () => {
    const chain = Array.from({ length: 1_000 }, (_, i) => ({ id: `n${i}`, parent: i ? `n${i - 1}` : null, ...card }));
    assert.equal(layOut(chain, gaps).width, card.width);
    const wide = Array.from({ length: 20_000 }, (_, i) => ({ id: `n${i}`, parent: i ? 'n0' : null, ...card }));
    assert.equal(layOut(wide, gaps).places.size, 20_000);
});

test('should be empty for no items', () => {
    assert.deepEqual(layOut([], gaps), { width: 0, height: 0, places: new Map() });
});
