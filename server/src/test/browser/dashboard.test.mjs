// The page that draws the cluster, before real nodes. Screenshots go to the folder that TREECAST_SCREENSHOTS names, or a temporary one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { startCluster, startRedis } from './harness/cluster.mjs';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

const SCREENSHOTS = process.env.TREECAST_SCREENSHOTS ?? fs.mkdtempSync(path.join(os.tmpdir(), 'treecast-dashboard-'));
const stage = rig();
const source = { key: 'test', mimeType: 'video/H264' };
const STREAM = 'tree';
const VIEWERS = 2;
const problems = [];
let redis;
let cluster;
let publisher;
let viewer;
let dashboard;

before(async () => {
    fs.mkdirSync(SCREENSHOTS, { recursive: true });
    redis = await startRedis();
    cluster = await startCluster({ ingest: { role: 'ingest' }, relay: { role: 'relay' }, edge: { role: 'edge' } }, { redis: redis.url });
    await until('all know each other', async () =>
        (await Promise.all(Object.values(cluster.nodes).map((node) => node.cluster()))).every(({ nodes }) => nodes.length === 3));
}, { timeout: 300_000 });
after(async () => {
    await cluster?.stop();
    await redis?.kill();
    if (!process.env.TREECAST_SCREENSHOTS) fs.rmSync(SCREENSHOTS, { recursive: true, force: true });
}, { timeout: 90_000 });

async function open(url) {
    const page = await stage.chromium.browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) problems.push(message.text());
    });
    await page.goto(url);
    return page;
}

/** What the page shows of the tree: each node that is there with its parent, viewers and place. */
const drawn = (page) => page.$$eval('.tree [data-node]:not(.gone)', (cards) => Object.fromEntries(cards.map((card) => {
    const { top, left, right, bottom } = card.querySelector('.card-back').getBoundingClientRect();
    const { node, parent, viewers } = card.dataset;
    return [node, { parent, viewers: Number(viewers), text: card.textContent, top, left, right, bottom }];
})));

async function shoot(page, name) {
    for (const [scheme, width, height] of [['light', 1280, 900], ['dark', 1280, 900], ['light', 375, 812], ['dark', 375, 812]]) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.setViewport({ width, height });
        await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${scheme}-${width}.png`), fullPage: true });
    }
    await page.emulateMediaFeatures([]);
    await page.setViewport({ width: 1280, height: 900 });
}

test('a server that is no node says so, and what to do', { timeout: 180_000 }, async () => {
    const page = await open(`${stage.server.origin}/dashboard`);
    await page.waitForSelector('#no-cluster:not([hidden])');
    assert.match(await page.$eval('#no-cluster', (element) => element.innerText), /not part of a cluster[\s\S]*--node-id/);
    assert.ok(await page.$eval('#cluster', (element) => element.hidden));
    await shoot(page, 'no-cluster');
    await page.close();
});

test('the page draws who takes the stream from whom, with the viewers', { timeout: 240_000 }, async (t) => {
    const { ingest, edge } = cluster.nodes;
    [publisher, viewer] = await Promise.all([stage.open(), stage.open()]);
    await publisher.client('publish', ingest.whip(STREAM), source);
    await until('the stream is live', async () => (await ingest.stream(STREAM))?.live);
    for (let i = 0; i < VIEWERS; i++) await viewer.client('watch', edge.whep(STREAM));
    dashboard = await open(`${ingest.origin}/dashboard`);
    // On a busy machine the edge may have found the ingest node first; it looks for better every half minute.
    const nodes = await until('the tree is drawn with all viewers, and the relay between', async () => {
        const shown = await drawn(dashboard);
        return shown.edge?.viewers === VIEWERS && shown.edge.parent === 'relay' && shown.relay ? shown : undefined;
    }, { timeoutMs: 150_000 });
    assert.deepEqual(Object.keys(nodes).sort(), ['edge', 'ingest', 'relay']);
    assert.deepEqual([nodes.ingest.parent, nodes.relay.parent, nodes.edge.parent], [undefined, 'ingest', 'relay']);
    assert.match(nodes.edge.text, /2 viewers/);
    assert.ok(nodes.ingest.bottom < nodes.relay.top && nodes.relay.bottom < nodes.edge.top, 'the ingest node is on top');
    await until('each hop has its added latency, round trip and bitrate', async () => {
        const hops = await dashboard.$$eval('.tree .hop', (all) => all.map((hop) => [...hop.querySelectorAll('text')].map(({ textContent }) => textContent).join(' ')));
        t.diagnostic(hops.join(' | '));
        return hops.length === 2 && hops.every((hop) => /[+−]?\d+(\.\d)? ms · \d+(\.\d)? ms RTT .*[1-9].*bit\/s · \d+(\.\d)? % loss/.test(hop));
    }, { everyMs: 500 });
    const totals = await dashboard.$$eval('[data-stat]', (all) => Object.fromEntries(all.map(({ dataset, textContent }) => [dataset.stat, textContent])));
    assert.deepEqual([totals.viewers, totals.streams, totals.nodes], ['2', '1', '3']);
    assert.match(totals.sent, /[1-9].*bit\/s/);
    assert.equal((await dashboard.$$('#nodes tbody tr')).length, 3);
    const links = await dashboard.$$eval('#links tbody tr', (rows) => rows.map((row) => [...row.cells].slice(0, 3).map(({ textContent }) => textContent)));
    assert.deepEqual(links, [[STREAM, 'edge', 'relay'], [STREAM, 'relay', 'ingest']]);
    await shoot(dashboard, 'three');
});

test('updates change what changed and leave the rest', { timeout: 120_000 }, async () => {
    await dashboard.bringToFront();
    await dashboard.evaluate(() => {
        window.added = 0;
        new MutationObserver((changes) => { window.added += changes.reduce((sum, { addedNodes }) => sum + [...addedNodes].filter((node) => node.nodeType === 1).length, 0); })
            .observe(document.querySelector('#cluster'), { childList: true, subtree: true });
        window.asked = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/cluster')).length;
    });
    await dashboard.waitForFunction(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/cluster')).length > window.asked + 4);
    assert.equal(await dashboard.evaluate(() => window.added), 0, 'no element was made anew');
});

test('a relay that is killed disappears, and its child is drawn below its new parent', { timeout: 180_000 }, async () => {
    await cluster.nodes.relay.kill();
    await until('the edge takes it from the ingest node, and that is pointed out', async () => {
        const shown = await drawn(dashboard);
        return shown.edge?.parent === 'ingest' && await dashboard.$('.tree [data-node=edge].changed');
    });
    await shoot(dashboard, 'killed');
    const nodes = await until('the relay is gone from the tree', async () => {
        const shown = await drawn(dashboard);
        return shown.relay === undefined && await dashboard.$('.tree [data-node=relay]') === null ? shown : undefined;
    });
    assert.deepEqual(Object.keys(nodes).sort(), ['edge', 'ingest']);
    assert.ok(nodes.ingest.bottom < nodes.edge.top);
    await until('and from the table', async () => (await dashboard.$$('#nodes tbody tr')).length === 2);
    await until('the edge is not pointed out any more', async () => await dashboard.$('.tree .changed') === null);
    await shoot(dashboard, 'redrawn');
});

test('Redis away: the page says so and goes on', { timeout: 120_000 }, async () => {
    await redis.kill();
    await dashboard.waitForSelector('#directory[data-state=away]');
    assert.match(await dashboard.$eval('#directory', (element) => element.innerText), /Redis cannot be reached/);
    assert.equal((await drawn(dashboard)).edge.parent, 'ingest');
    await shoot(dashboard, 'redis-away');
    await redis.start();
    await dashboard.waitForSelector('#directory[data-state=connected]');
});

test('the server away: the last picture stays, grey, with its age', { timeout: 120_000 }, async () => {
    await cluster.nodes.ingest.kill();
    await dashboard.waitForSelector('#cluster.stale');
    assert.match(await dashboard.$eval('#problem', (element) => element.innerText), /does not answer\. The picture is from .* ago/);
    assert.ok(await dashboard.$('.tree [data-node=ingest]'), 'what was known is still there');
    await shoot(dashboard, 'server-away');
    await dashboard.close();
    await Promise.all([publisher.close(), viewer.close()]);
});

test('no page reported an error', () => {
    assert.deepEqual(problems, []);
});
