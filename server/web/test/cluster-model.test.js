import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf, grouped, hopMs, stateOf, streamsOf, totalsOf, treeOf } from '../pages/assets/cluster-model.js';

/** @param {string} id @param {string} role @param {object} more @returns {import('../pages/assets/cluster-model.js').NodeInfo} */
const node = (id, role, more = {}) => ({
    id, region: 'here', roles: [role], url: null, draining: false, ageSeconds: 0.5, viewers: {}, children: 0, capacity: 200, report: null, ...more,
});

/** @param {object} more @returns {import('../pages/assets/cluster-model.js').StreamReport} */
const taken = (more) => ({
    stream: 's', publishedHere: false, parent: null, standby: null, depth: 1, children: [], sinceCaptureMs: null, lost: 0, keyless: 0, notAuthentic: 0, ...more,
});

/** @param {string} to @param {object} more @returns {import('../pages/assets/cluster-model.js').LinkReport} */
const link = (to, more = {}) => ({ node: to, roundTripMs: 0.4, clockOffsetMs: -3, sentBps: 0, receivedBps: 2e6, rejected: 0, ...more });

const cluster = {
    self: 'edge-1',
    directory: { kind: 'redis', state: 'connected', sinceSeconds: 9 },
    nodes: [
        node('ingest', 'ingest', { report: { failovers: 0, links: [link('edge-1', { sentBps: 4e6 })], streams: [taken({ publishedHere: true, sinceCaptureMs: 10, children: ['edge-1'] })] } }),
        node('edge-1', 'edge', {
            viewers: { s: 3, t: 5 },
            report: { failovers: 2, links: [link('ingest')], streams: [taken({ parent: 'ingest', standby: 'relay', sinceCaptureMs: 15 }), taken({ stream: 't', parent: 'gone' })] },
        }),
        node('edge-2', 'edge', { viewers: { s: 1 } }),
    ],
};

test('streams, the most watched first', () => {
    assert.deepEqual(streamsOf(cluster), [{ name: 't', viewers: 5, nodes: 1 }, { name: 's', viewers: 4, nodes: 2 }]);
});

test('a hop is what is later at the child than at the parent, by one clock', () => {
    const [edge, ingest] = treeOf(cluster, 's');
    assert.equal(edge.parent, 'ingest');
    assert.equal(edge.standby, 'relay');
    assert.equal(edge.viewers, 3);
    assert.equal(edge.roundTripMs, 0.4);
    assert.equal(edge.hopMs, 15 - 3 - 10);
    assert.equal(ingest.parent, undefined);
    assert.equal(ingest.hopMs, undefined);
    assert.equal(hopMs(taken({ sinceCaptureMs: 1 }), taken({ sinceCaptureMs: 1 }), link('x', { clockOffsetMs: null })), undefined);
});

test('a parent that the directory does not know is in the tree', () => {
    const tree = treeOf(cluster, 't');
    assert.deepEqual(tree.map(({ id, node: info }) => [id, info === undefined]), [['edge-1', false], ['gone', true]]);
});

test('totals', () => {
    assert.deepEqual(totalsOf(cluster), { viewers: 9, betweenBps: 4e6, failovers: 2, nodes: 3, streams: 2 });
});

test('who leaves, and who is not known', () => {
    assert.equal(stateOf(node('a', 'edge')), 'well');
    assert.equal(stateOf(node('a', 'edge', { draining: true })), 'leaving');
    assert.equal(stateOf(undefined), 'unknown');
});

test('the edges of a large tree are grouped by parent until somebody opens them', () => {
    const relays = Array.from({ length: 2 }, (_, i) => node(`relay-${i}`, 'relay', { report: { failovers: 0, links: [], streams: [taken({ parent: 'ingest' })] } }));
    const edges = Array.from({ length: 80 }, (_, i) => node(`edge-${i}`, 'edge', {
        viewers: { s: 10 }, report: { failovers: 0, links: [link(`relay-${i % 2}`, { roundTripMs: i + 1 })], streams: [taken({ parent: `relay-${i % 2}` })] },
    }));
    const tree = treeOf({ ...cluster, nodes: [node('ingest', 'ingest', { report: { failovers: 0, links: [], streams: [taken({ publishedHere: true })] } }), ...relays, ...edges] }, 's');
    assert.equal(tree.length, 83);
    const small = grouped(tree, new Set());
    assert.deepEqual(small.map(({ id }) => id), ['ingest', 'relay-0', 'relay-1', groupOf('relay-0'), groupOf('relay-1')]);
    assert.deepEqual(small.slice(3).map(({ nodes, viewers }) => [nodes, viewers]), [[40, 400], [40, 400]]);
    assert.equal(small[3].roundTripMs, 41);
    assert.equal(grouped(tree, new Set(['relay-0'])).length, 3 + 40 + 1);
    assert.equal(grouped(tree.slice(0, 20), new Set()).length, 20, 'a small tree is shown whole');
});
