// The page that draws the cluster: the tree as it is, viewers counted, and the tree drawn anew when a relay dies.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { startCluster, startRedis } from './harness/cluster.mjs';
import { rig } from './harness/rig.mjs';
import { KEY, startServer } from './harness/server.mjs';
import { until } from './harness/wait.mjs';

const stage = rig({ server: false });
const pictures = fs.mkdtempSync(path.join(os.tmpdir(), 'treecast-dashboard-'));
let redis;
let cluster;

before(async () => {
    redis = await startRedis();
    cluster = await startCluster({
        ingest: { role: 'ingest' }, 'relay-1': { role: 'relay' }, 'relay-2': { role: 'relay' }, edge: { role: 'edge' },
    }, { redis: redis.url });
}, { timeout: 240_000 });
after(async () => {
    await cluster?.stop();
    await redis?.kill();
    fs.rmSync(pictures, { recursive: true, force: true });
}, { timeout: 60_000 });

/** A page of a node, which may not have an error. */
async function openDashboard(node) {
    const page = await stage.chromium.browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.setViewport({ width: 1280, height: 1000 });
    await page.goto(`${node.origin}/dashboard`);
    return { page, errors };
}

/** What is drawn: the words of each node, how many links, and the table. */
const drawn = (page) => page.evaluate(() => ({
    nodes: Object.fromEntries([...document.querySelectorAll('#tree .node:not(.gone)')]
        .map((node) => [node.querySelector('text').textContent, node.querySelector('title').textContent])),
    links: document.querySelectorAll('#tree .link').length,
    viewers: document.querySelector('[data-stat=viewers]').textContent,
    table: [...document.querySelectorAll('#nodes tr')].map((row) => row.dataset.node),
}));

test('the tree of a stream is drawn, and drawn anew when a relay dies', { timeout: 300_000 }, async (t) => {
    const { ingest, edge } = cluster.nodes;
    const [publisher, viewer] = await Promise.all([stage.open(), stage.open()]);
    const { page, errors } = await openDashboard(ingest);
    try {
        await publisher.client('publish', ingest.whip('drawn'), { key: KEY, mimeType: 'video/H264' });
        await until('the stream is live', async () => (await ingest.stream('drawn'))?.live);
        await until('all nodes know each other', async () => {
            const all = await Promise.all(Object.values(cluster.nodes).map((node) => node.cluster()));
            return all.every(({ nodes }) => nodes.length === 4);
        });
        await viewer.bringToFront();
        // The edge reads in Redis, once a second, that the stream is there.
        const watching = await until('the edge knows the stream', () => viewer.client('watch', edge.whep('drawn')).then(
            (id) => ({ id }),
            (error) => { if (!/404/.test(String(error))) throw error; },
        ));
        await until('the picture moves', async () => (await viewer.client('seen', watching.id)).frames > 30);
        await page.bringToFront();
        const seen = await until('the tree is drawn', async () => {
            const now = await drawn(page);
            return now.links >= 2 && now.viewers === '1' && now.nodes.edge?.includes('1 watching') && now.table.length === 4 ? now : undefined;
        }, { timeoutMs: 60_000 });
        assert.deepEqual(seen.table, ['ingest', 'relay-1', 'relay-2', 'edge']);
        const parent = Object.keys(seen.nodes).find((id) => id.startsWith('relay') && seen.nodes[id].includes('to 1 node'));
        assert.ok(parent, JSON.stringify(seen.nodes));
        await until('each hop has its latency', async () => page.evaluate(() => [...document.querySelectorAll('#tree .link text:first-of-type')]
            .every((label) => /^[+−]\d/.test(label.textContent))), { timeoutMs: 60_000 });
        await page.screenshot({ path: path.join(pictures, 'before.png') });

        await cluster.nodes[parent].kill();
        t.after(() => cluster.start(parent));
        const other = parent === 'relay-1' ? 'relay-2' : 'relay-1';
        await until('the other relay is the parent, and the dead one is gone', async () => {
            const { nodes, table } = await drawn(page);
            return nodes[other]?.includes('to 1 node') && !nodes[parent] && !table.includes(parent);
        }, { timeoutMs: 60_000 });
        await page.screenshot({ path: path.join(pictures, 'after.png') });
        assert.deepEqual(errors, []);
    } finally {
        await Promise.all([publisher.close(), viewer.close(), page.close()]);
    }
});

test('a server that is no node says so', { timeout: 120_000 }, async () => {
    const server = await startServer();
    const { page, errors } = await openDashboard(server);
    try {
        await until('it is said', () => page.evaluate(() => !document.querySelector('#single').hidden && document.querySelector('#cluster').hidden));
        assert.deepEqual(errors, []);
    } finally {
        await page.close();
        await server.stop();
    }
});
