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

/** An edge that a busy machine let find the ingest node first, or that left the relay when that was held up, looks for a better parent every 15 to 45 s: two looks. */
const BETTER_PARENT_MS = 100_000;
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

test('the page draws who takes the stream from whom, with the viewers', { timeout: 360_000 }, async (t) => {
    const { ingest, edge } = cluster.nodes;
    [publisher, viewer] = await Promise.all([stage.open(), stage.open()]);
    await publisher.client('publish', ingest.whip(STREAM), source);
    await until('the stream is live', async () => (await ingest.stream(STREAM))?.live);
    for (let i = 0; i < VIEWERS; i++) await viewer.client('watch', edge.whep(STREAM));
    dashboard = await open(`${ingest.origin}/dashboard`);
    const nodes = await until('the tree is drawn with all viewers, and the relay between', async () => {
        const shown = await drawn(dashboard);
        return shown.edge?.viewers === VIEWERS && shown.edge.parent === 'relay' && shown.relay?.parent === 'ingest' ? shown : undefined;
    }, { timeoutMs: BETTER_PARENT_MS });
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
    const [tree, table] = await dashboard.evaluate(() => [
        [...document.querySelectorAll('.tree [data-node][data-parent]')].map(({ dataset: { node, parent } }) => `${node} from ${parent}`),
        [...document.querySelectorAll('#links tbody tr')].map(({ cells }) => `${cells[1].textContent} from ${cells[2].textContent}`),
    ]);
    assert.equal(table.length, 2);
    assert.deepEqual(table, tree, 'the table says what the picture shows');
    await shoot(dashboard, 'three');
});

test('updates change what changed and leave the rest', { timeout: 120_000 }, async () => {
    await dashboard.bringToFront();
    const kept = '#cluster .tree-panel, #cluster svg, .tree [data-node], #nodes tr, #links tr';
    await dashboard.$$eval(kept, (all) => all.forEach((element) => { element.isKept = true; }));
    await dashboard.evaluate(() => { window.asked = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/cluster')).length; });
    await dashboard.waitForFunction(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/cluster')).length > window.asked + 4);
    assert.deepEqual(await dashboard.$$eval(kept, (all) => all.filter(({ isKept }) => !isKept).map(({ outerHTML }) => outerHTML)), [], 'made anew');
});

test('a relay that is killed disappears, and its child is drawn below its new parent', { timeout: 360_000 }, async () => {
    await until('the relay is between', async () => {
        const { nodes } = await cluster.nodes.edge.cluster();
        return (await drawn(dashboard)).edge?.parent === 'relay'
            && await dashboard.$('.tree .changed') === null
            && nodes.find(({ id }) => id === 'edge').report.streams.some(({ stream, parent }) => stream === STREAM && parent === 'relay');
    }, { timeoutMs: BETTER_PARENT_MS });
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

test('a large tree: the edges of a relay are one card that opens, and each state is told apart', { timeout: 180_000 }, async () => {
    const page = await open(`${stage.server.origin}/dashboard`);
    await page.setRequestInterception(true);
    page.on('request', (request) => (request.url().endsWith('/api/cluster')
        ? request.respond({ contentType: 'application/json', body: JSON.stringify(largeCluster()) })
        : request.continue()));
    await page.reload();
    await page.waitForSelector('.tree [data-group=relay-1]');
    assert.equal((await page.$$('.tree-panel[data-stream=big] [data-node]')).length, 7, 'the ingest node, three relays, and the few edges of one');
    assert.match(await page.$eval('.tree [data-group=relay-1]', (group) => group.textContent), /40 edges/);
    await shoot(page, 'large');
    const toggle = '.tree [data-group=relay-1] [role=button]';
    assert.equal(await page.$eval(toggle, (button) => button.getAttribute('aria-expanded')), 'false');
    await page.click(toggle);
    await page.waitForSelector('.tree [data-node=edge-7]');
    assert.equal((await page.$$('.tree [data-group=relay-1] [data-node]')).length, 40);
    await shoot(page, 'large-open');
    await page.$eval(toggle, (button) => button.focus());
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.tree [data-node=edge-7]') === null);
    const states = await page.$$eval('#nodes tbody tr', (rows) => [...new Set(rows.map((row) => row.cells[3].textContent))]);
    assert.deepEqual(states.sort(), ['busy', 'draining', 'no news for 8 s', 'running']);
    await page.close();
});

/** What a node would say of a cluster that is too large to start here. */
function largeCluster() {
    const link = (node, more) => ({ node, openedHere: true, roundTripMs: 3.2, clockOffsetMs: 0.1, sentBps: 2_400_000, receivedBps: 2_400_000, lossRatio: 0, lost: 0, rejected: 0, ...more });
    const node = (id, role, region, more, report) => ({
        id, region, roles: [role], url: null, draining: false, ageSeconds: 0.4, viewers: {}, children: 0, capacity: 200,
        report: { cpu: 0.22, sentBps: 96_000_000, failovers: 0, hedges: 0, links: [], streams: [], ...report }, ...more,
    });
    const stream = (name, more) => ({ stream: name, publishedHere: false, parent: null, standby: null, depth: 1, children: [], sinceCaptureMs: 32, lost: 0, ...more });
    const relays = ['relay-1', 'relay-2', 'relay-3'];
    const edges = Array.from({ length: 83 }, (_, i) => ({ id: `edge-${i + 1}`, parent: relays[i < 40 ? 0 : i < 80 ? 1 : 2] }));
    const below = (parent) => edges.filter((edge) => edge.parent === parent).map(({ id }) => id);
    return {
        self: 'ingest-1',
        directory: { kind: 'redis', state: 'connected', sinceSeconds: 600 },
        nodes: [
            node('ingest-1', 'ingest', 'frankfurt', {}, {
                links: relays.map((id, i) => link(id, { lossRatio: [0, 0.021, 0.083][i] })),
                streams: [stream('big', { publishedHere: true, depth: 0, children: relays, sinceCaptureMs: 31.2 }), stream('small', { publishedHere: true, depth: 0, children: ['edge-1', 'edge-2', 'edge-3'] })],
            }),
            ...relays.map((id, i) => node(id, 'relay', ['frankfurt', 'virginia', 'singapore'][i], { children: below(id).length }, {
                cpu: [0.31, 0.91, 0.4][i], links: [link('ingest-1'), ...below(id).map((edge) => link(edge))],
                streams: [stream('big', { parent: 'ingest-1', standby: relays[(i + 1) % 3], children: below(id), sinceCaptureMs: 32 + i })],
            })),
            ...edges.map(({ id, parent }, i) => node(id, 'edge', 'frankfurt', {
                viewers: { big: (i * 37) % 900, ...(i < 3 ? { small: i + 1 } : {}) }, draining: i === 81, ageSeconds: i === 82 ? 8.2 : 0.7,
            }, {
                links: [link(parent)],
                streams: [stream('big', { parent, depth: 2, sinceCaptureMs: 33.4 + i / 100 }), ...(i < 2 ? [stream('small', { parent: 'ingest-1' })] : i === 2 ? [stream('small', { depth: -1 })] : [])],
            })),
        ],
    };
}

test('no page reported an error', () => {
    assert.deepEqual(problems, []);
});
