import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedLatencyMs, conditionOf, grouped, hopCondition, hopOf, totalsOf, treesOf, viewersOf, worstCondition, worstHop } from '../pages/assets/cluster-state.js';

const link = (node, more = {}) => ({ node, roundTripMs: 1.5, clockOffsetMs: null, sentBps: 0, receivedBps: 0, ...more });
const stream = (name, more = {}) => ({ stream: name, publishedHere: false, parent: null, standby: null, depth: 0, children: [], sinceCaptureMs: null, ...more });
const report = (streams = [], links = [], more = {}) => ({ cpu: 0.1, sentBps: 0, failovers: 0, links, streams, ...more });
const node = (id, more = {}) => ({ id, region: 'here', roles: ['edge'], draining: false, ageSeconds: 0, viewers: {}, children: 0, capacity: 200, report: report(), ...more });

/** An ingest node, a relay and an edge with a viewer; the relay's clock is 40 ms ahead, the edge's 10 ms behind the ingest's. */
const three = () => ({
    self: 'edge',
    directory: { kind: 'redis', state: 'connected', sinceSeconds: 9 },
    nodes: [
        node('edge', { viewers: { show: 2 }, report: report([stream('show', { parent: 'relay', standby: 'ingest', depth: 2, sinceCaptureMs: 21.5 })],
            [link('relay', { clockOffsetMs: 50, receivedBps: 2_000_000, roundTripMs: 0.8, lost: 3 })]) }),
        node('ingest', { roles: ['ingest'], report: report([stream('show', { publishedHere: true, children: ['relay'], sinceCaptureMs: 30 })],
            [link('relay', { clockOffsetMs: 40, lossRatio: 0.02, sentBps: 2_100_000 })], { sentBps: 2_100_000 }) }),
        node('relay', { roles: ['relay'], report: report([stream('show', { parent: 'ingest', children: ['edge'], depth: 1, sinceCaptureMs: 71 })],
            [link('edge', { lossRatio: 0 }), link('ingest')], { sentBps: 2_000_000 }) }),
    ],
});

test('should correct what a hop adds by the difference of the clocks', () => {
    // The frame is at the parent 30 ms after its capture. The child's clock is 40 ms ahead: it is there 1 ms later, and says 71.
    assert.equal(addedLatencyMs(30, 71, -40), 1);
    assert.equal(addedLatencyMs(30, 29, 1.5), 0.5);
    assert.equal(addedLatencyMs(0, 0, 0), 0);
    assert.equal(addedLatencyMs(30, 29, -0.5), -1.5, 'an error of the clocks is shown as it is');
    assert.equal(addedLatencyMs(900, 32, 1), undefined, 'ages that have not settled');
    for (const unknown of [null, undefined]) {
        assert.equal(addedLatencyMs(unknown, 71, -40), undefined);
        assert.equal(addedLatencyMs(30, unknown, -40), undefined);
        assert.equal(addedLatencyMs(30, 71, unknown), undefined);
    }
});

test('should take a hop from both ends of its link', () => {
    const [{ nodes }] = treesOf(three());
    const hop = (id) => nodes.find((each) => each.id === id).hop;
    // The relay does not know how the clocks differ, the ingest node does: the other way round.
    assert.deepEqual(hop('relay'), { parent: 'ingest', roundTripMs: 1.5, addedMs: 1, bps: 0, lossRatio: 0.02, lost: undefined });
    assert.deepEqual(hop('edge'), { parent: 'relay', roundTripMs: 0.8, addedMs: 0.5, bps: 2_000_000, lossRatio: 0, lost: 3 });
    assert.equal(hop('ingest'), undefined);
});

test('should know nothing of a hop whose ends say nothing', () => {
    assert.deepEqual(hopOf('show', { id: 'a' }, { id: 'b', node: node('b', { report: null }) }), {
        parent: 'a', roundTripMs: undefined, addedMs: undefined, bps: undefined, lossRatio: undefined, lost: undefined,
    });
    const unmeasured = hopOf('show', { id: 'a' }, { id: 'b', node: node('b', { report: report([], [link('a', { roundTripMs: 0 })]) }) });
    assert.equal(unmeasured.roundTripMs, undefined, '0 is not a measurement');
});

test('should make a tree for each stream, by name', () => {
    const state = three();
    state.nodes[0].report.streams.push(stream('another 10', { parent: 'ingest' }));
    state.nodes[0].report.streams.push(stream('another 9', { parent: 'ingest' }));
    const trees = treesOf(state);
    assert.deepEqual(trees.map((tree) => tree.stream), ['another 9', 'another 10', 'show']);
    const show = trees[2];
    assert.equal(show.viewers, 2);
    assert.deepEqual(show.nodes.map(({ id, parent, standby, isSource, viewers }) => [id, parent, standby, isSource, viewers]), [
        ['edge', 'relay', 'ingest', false, 2], ['ingest', null, null, true, 0], ['relay', 'ingest', null, false, 0],
    ]);
});

test('should show nodes that only others name, below who names them', () => {
    const state = three();
    state.nodes = state.nodes.filter(({ id }) => id === 'relay');
    const [{ nodes }] = treesOf(state);
    assert.deepEqual(nodes.map(({ id, parent, condition }) => [id, parent, condition]), [
        ['edge', 'relay', 'unknown'], ['ingest', null, 'unknown'], ['relay', 'ingest', 'ok'],
    ]);
});

test('should show a node with viewers of a stream whose report did not come along', () => {
    const [{ nodes, viewers }] = treesOf({ ...three(), nodes: [node('big', { viewers: { show: 9, over: 0 }, report: null })] });
    assert.deepEqual([nodes.length, nodes[0].id, nodes[0].parent, viewers], [1, 'big', null, 9]);
});

test('should tell the condition of a node', () => {
    assert.equal(conditionOf(undefined), 'unknown');
    assert.equal(conditionOf(node('a')), 'ok');
    assert.equal(conditionOf(node('a', { report: report([], [], { cpu: 0.9 }) })), 'busy');
    assert.equal(conditionOf(node('a', { report: report([], [], { cpu: null }) })), 'ok');
    assert.equal(conditionOf(node('a', { draining: true })), 'draining');
    assert.equal(conditionOf(node('a', { draining: true, ageSeconds: 8 })), 'silent');
    const orphan = treesOf({ ...three(), nodes: [node('a', { report: report([stream('show', { depth: -1 })]) })] });
    assert.equal(orphan[0].nodes[0].condition, 'searching');
});

test('should add up the cluster', () => {
    assert.deepEqual(totalsOf(three()), { nodes: 3, draining: 0, streams: 1, viewers: 2, sentBps: 4_100_000 });
    assert.deepEqual(totalsOf({ ...three(), nodes: [] }), { nodes: 0, draining: 0, streams: 0, viewers: 0, sentBps: 0 });
    assert.equal(viewersOf(node('a', { viewers: { one: 3, other: 4 } })), 7);
});

test('should put the leaves of a parent together once a tree is large', () => {
    const leaf = (i, parent) => ({ id: `edge-${i}`, parent });
    const nodes = [{ id: 'ingest', parent: null }, { id: 'r1', parent: 'ingest' }, { id: 'r2', parent: 'ingest' },
        ...Array.from({ length: 58 }, (_, i) => leaf(i, 'r1')), leaf(99, 'r2')];
    const bounds = { nodesMax: 60, leavesMin: 4 };
    assert.equal(grouped(nodes.slice(0, 60), bounds).groups.length, 0);
    const { single, groups } = grouped(nodes, bounds);
    assert.deepEqual(single.map(({ id }) => id), ['ingest', 'r1', 'r2', 'edge-99']);
    assert.deepEqual(groups.map(({ parent, leaves }) => [parent, leaves.length]), [['r1', 58]]);
});

test('should tell a good link from a bad one', () => {
    assert.deepEqual([undefined, 0, 0.0099, 0.01, 0.049, 0.05].map((lossRatio) => hopCondition({ parent: 'a', lossRatio })),
        ['ok', 'ok', 'ok', 'lossy', 'lossy', 'bad']);
});

test('should say the worst of several', () => {
    assert.deepEqual(worstHop([{ parent: 'a', roundTripMs: 2, lossRatio: 0 }, { parent: 'a', roundTripMs: 9, addedMs: 1, lost: 0 }]),
        { parent: 'a', roundTripMs: 9, addedMs: 1, bps: undefined, lossRatio: 0, lost: 0 });
    assert.deepEqual([['ok', 'draining', 'silent'], ['ok', 'ok'], []].map(worstCondition), ['silent', 'ok', 'ok']);
});
