import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGED_MS, ClusterMemory, GONE_MS } from '../pages/assets/cluster-memory.js';

const node = (id, parent = null) => ({ id, parent, standby: null, viewers: 0, isSource: parent === null, condition: 'ok' });
const tree = (...nodes) => [{ stream: 'show', viewers: 0, nodes }];
const find = (trees, id) => trees[0]?.nodes.find((each) => each.id === id);

test('should keep a node that vanished for a while, then let it go', () => {
    const memory = new ClusterMemory();
    memory.update(tree(node('ingest'), node('edge', 'ingest')), 1_000);
    const before = find(memory.update(tree(node('ingest')), 2_000), 'edge');
    assert.deepEqual([before.leftMs, before.parent], [1_000, 'ingest']);
    assert.ok(find(memory.update(tree(node('ingest')), 999 + GONE_MS), 'edge'));
    assert.equal(find(memory.update(tree(node('ingest')), 1_000 + GONE_MS), 'edge'), undefined);
});

test('should not call a node gone that comes back', () => {
    const memory = new ClusterMemory();
    memory.update(tree(node('edge')), 0);
    memory.update([], 1_000);
    assert.equal(find(memory.update(tree(node('edge')), 2_000), 'edge').leftMs, undefined);
});

test('should keep a stream that ended for as long, then forget it', () => {
    const memory = new ClusterMemory();
    memory.update(tree(node('ingest'), node('edge', 'ingest')), 0);
    assert.equal(memory.update([], GONE_MS - 1)[0].nodes.every(({ leftMs }) => leftMs === 0), true);
    assert.deepEqual(memory.update([], GONE_MS), []);
});

test('should point out a new parent for a while, but no first one', () => {
    const memory = new ClusterMemory();
    assert.equal(find(memory.update(tree(node('edge')), 0), 'edge').isChanged, false);
    assert.equal(find(memory.update(tree(node('edge', 'a')), 1_000), 'edge').isChanged, false);
    assert.equal(find(memory.update(tree(node('edge', 'b')), 2_000), 'edge').isChanged, true);
    assert.equal(find(memory.update(tree(node('edge', 'b')), 1_999 + CHANGED_MS), 'edge').isChanged, true);
    assert.equal(find(memory.update(tree(node('edge', 'b')), 2_000 + CHANGED_MS), 'edge').isChanged, false);
});

test('should compare with the parent it had before it searched', () => {
    const memory = new ClusterMemory();
    memory.update(tree(node('edge', 'a')), 0);
    assert.equal(find(memory.update(tree(node('edge')), 1_000), 'edge').isChanged, false);
    assert.equal(find(memory.update(tree(node('edge', 'a')), 2_000), 'edge').isChanged, false);
    memory.update(tree(node('edge')), 3_000);
    assert.equal(find(memory.update(tree(node('edge', 'b')), 4_000), 'edge').isChanged, true);
});

test('should give streams by name', () => {
    const memory = new ClusterMemory();
    memory.update([{ stream: 'z', viewers: 1, nodes: [node('a')] }], 0);
    const trees = memory.update([{ stream: 'b', viewers: 2, nodes: [node('a')] }], 1);
    assert.deepEqual(trees.map(({ stream, viewers }) => [stream, viewers]), [['b', 2], ['z', 0]]);
});

test('should give nodes by name, in whatever order they came', () => {
    const memory = new ClusterMemory();
    memory.update(tree(node('relay')), 0);
    const [{ nodes }] = memory.update(tree(node('edge-10', 'relay'), node('edge-2', 'relay'), node('relay')), 1);
    assert.deepEqual(nodes.map(({ id }) => id), ['edge-2', 'edge-10', 'relay']);
});
