// The demo's publisher in a cluster: it goes where its ingest node sends it when that is drained, as the studio does.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startCluster, startRedis } from './harness/cluster.mjs';
import { until } from './harness/wait.mjs';

const KEY = 'test';
let redis;
let cluster;

before(async () => {
    redis = await startRedis();
    cluster = await startCluster({
        'ingest-1': { role: 'ingest', server: { command: 'demo' } },
        'ingest-2': { role: 'ingest' },
    }, { redis: redis.url });
    await until('all know each other', async () =>
        (await Promise.all(Object.values(cluster.nodes).map((node) => node.cluster()))).every(({ nodes }) => nodes.length === 2));
}, { timeout: 300_000 });
after(async () => {
    await cluster?.stop();
    await redis?.kill();
}, { timeout: 90_000 });

test('a drained ingest node hands the demo over', { timeout: 300_000 }, async () => {
    const { 'ingest-1': ingest, 'ingest-2': other } = cluster.nodes;
    await until('the demo is live', async () => (await ingest.stream('demo'))?.live);
    const drain = await fetch(`${ingest.origin}/api/drain`, { method: 'POST', headers: { Authorization: `Bearer ${KEY}` } });
    assert.equal(drain.status, 202);
    await until('the other ingest node publishes it', async () => {
        const { nodes } = await other.cluster();
        return nodes.find(({ id }) => id === 'ingest-2').report?.streams.some(({ stream, publishedHere }) => stream === 'demo' && publishedHere);
    });
    await until('the publisher has left', async () => /^treecast_publishers 0(\.0)?$/m.test(await (await fetch(`${ingest.origin}/metrics`)).text()));
    const { live, here } = await other.stream('demo');
    assert.ok(live && here, 'and goes on');
});
