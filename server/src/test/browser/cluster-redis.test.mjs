// Nodes that find each other in Redis: who goes where, what an outage of Redis costs, and what a drained edge costs its viewers.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { WebSocket } from 'ws';
import { startCluster, startRedis } from './harness/cluster.mjs';
import { rig } from './harness/rig.mjs';
import { observe, until } from './harness/wait.mjs';

const stage = rig({ server: false });
const KEY = 'test';
const source = { key: KEY, mimeType: 'video/H264' };
let redis;
let cluster;

before(async () => {
    redis = await startRedis();
    cluster = await startCluster({
        'ingest-1': { role: 'ingest' },
        'ingest-2': { role: 'ingest' },
        relay: { role: 'relay' },
        'edge-1': { role: 'edge' },
        'edge-2': { role: 'edge' },
    }, { redis: redis.url });
    await until('all know each other', async () =>
        (await Promise.all(Object.values(cluster.nodes).map((node) => node.cluster()))).every(({ nodes }) => nodes.length === 5));
}, { timeout: 300_000 });
after(async () => {
    await cluster?.stop();
    await redis?.kill();
}, { timeout: 90_000 });

/** Opens the product's watch page at a node. */
async function watchPage(node, stream) {
    const page = await stage.chromium.browser.newPage();
    await page.goto(`${node.origin}/watch/${stream}`);
    await until('the page plays', () => page.evaluate(() => window.treecast?.player.state === 'playing'));
    await page.evaluate(() => {
        const video = document.querySelector('#video');
        window.gap = { maxMs: 0, at: performance.now(), frames: 0 };
        const each = () => {
            const now = performance.now();
            window.gap.maxMs = Math.max(window.gap.maxMs, now - window.gap.at);
            window.gap.at = now;
            window.gap.frames++;
            video.requestVideoFrameCallback(each);
        };
        video.requestVideoFrameCallback(each);
    });
    await until('pictures come', () => page.evaluate(() => window.gap.frames > 30));
    await page.evaluate(() => { window.gap.maxMs = 0; });
    return page;
}

/** A client of a show at a node, over a WebSocket, which remembers what it was told. */
async function talk(node, stream, hello) {
    const socket = new WebSocket(`${node.origin.replace('http', 'ws')}/interact/${stream}`, 'treecast.v1');
    const told = [];
    socket.on('message', (data, binary) => binary || told.push(JSON.parse(data)));
    socket.on('error', () => {});
    await new Promise((open) => { socket.on('open', open); });
    const say = (message) => socket.send(JSON.stringify(message));
    say({ type: 'hello', version: 1, ...hello });
    return {
        say,
        told,
        heard: (type, fits = () => true) => until(`'${type}' comes`, async () => told.find((each) => each.type === type && fits(each))),
        close: () => socket.close(),
    };
}

/** A game with a button that costs something, a poll and a box for texts. */
async function game(node, stream) {
    const talker = await talk(node, stream, { role: 'game', token: KEY });
    const controls = { heal: { kind: 'button', cost: 100 }, weapon: { kind: 'poll', options: ['Sword', 'Bow'] }, say: { kind: 'textbox' } };
    talker.say({ type: 'patch', id: 1, ops: { scenes: { default: { controls } } } });
    await talker.heard('reply', ({ id }) => id === 1);
    talker.say({ type: 'ready' });
    return talker;
}

test('streamers and players that come to the wrong node are sent to the right one', { timeout: 180_000 }, async () => {
    const { 'edge-1': edge, 'ingest-1': ingest, relay } = cluster.nodes;
    const whip = await fetch(edge.whip('somewhere'), {
        method: 'POST', redirect: 'manual', body: 'v=0', headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${KEY}` },
    });
    assert.equal(whip.status, 307);
    assert.match(whip.headers.get('Location'), /\/whip\/somewhere$/);
    assert.ok([cluster.nodes['ingest-1'], cluster.nodes['ingest-2']].some(({ origin }) => whip.headers.get('Location').startsWith(origin)));
    for (const node of [ingest, relay]) {
        const whep = await fetch(node.whep('somewhere'), {
            method: 'POST', redirect: 'manual', body: 'v=0', headers: { 'Content-Type': 'application/sdp' },
        });
        assert.equal(whep.status, 307);
        assert.match(whep.headers.get('Location'), /\/whep\/somewhere$/);
    }
    const studio = await stage.chromium.browser.newPage();
    try {
        await studio.goto(`${edge.origin}/studio`);
        await studio.evaluate((key) => {
            const pattern = [...document.querySelector('#source').options].find(({ text }) => /pattern/i.test(text));
            for (const [selector, value] of [['#stream', 'sent'], ['#key', key], ['#source', pattern.value]]) {
                const field = document.querySelector(selector);
                field.value = value;
                field.dispatchEvent(new Event('input', { bubbles: true }));
                field.dispatchEvent(new Event('change', { bubbles: true }));
            }
        }, KEY);
        await studio.click('#go-live');
        await until('an ingest node has the stream of a studio at an edge', async () => (
            await Promise.all([ingest, cluster.nodes['ingest-2']].map((node) => node.stream('sent')))).some((stream) => stream?.live && stream.here));
    } finally {
        await studio.close();
    }
});

test('a stream is found, by a player at the wrong node as well, and one name has one streamer', { timeout: 240_000 }, async (t) => {
    const { 'ingest-1': first, 'ingest-2': second, 'edge-1': edge, 'edge-2': other } = cluster.nodes;
    const [publisher, viewer, rival] = await Promise.all([stage.open(), stage.open(), stage.open()]);
    try {
        await publisher.client('publish', first.whip('found'), source);
        await until('the edges know', async () => (await edge.cluster()).nodes.length === 5 && (await first.stream('found'))?.live);
        await viewer.bringToFront();
        // Until the edges have heard of it they say 404, and a player asks again.
        const [sent] = await until('an edge has it', async () => [await viewer.client('watch', second.whep('found'))]);
        const { resource } = await viewer.client('seen', sent);
        await until('the picture moves', async () => (await viewer.client('seen', sent)).frames > 60).catch(async (error) => {
            // What the nodes say tells whether the way, the keys or the keyframe is missing.
            t.diagnostic(JSON.stringify([resource, await edge.cluster(), await viewer.client('statistics', sent)]));
            throw error;
        });
        assert.ok([edge.origin, other.origin].includes(new URL(resource).origin), `served by ${resource}`);
        // The same streamer at another node takes over; viewers stay.
        await rival.client('publish', second.whip('found'), source);
        const since = await rival.client('now');
        await until('the viewer sees the new publisher', async () => (await viewer.client('seen', sent, since)).fresh);
        const { frames } = await viewer.client('seen', sent);
        await until('and goes on', async () => (await viewer.client('seen', sent)).frames > frames + 60);
        assert.equal(await viewer.client('postCount'), 1);
        await until('the first node has let go', async () => {
            const seen = await first.stream('found');
            return !seen?.live || !seen.here;
        });
    } finally {
        await Promise.all([publisher.close(), viewer.close(), rival.close()]);
    }
});

test('a show goes on at another ingest node when its own was killed', { timeout: 240_000 }, async (t) => {
    const { 'ingest-1': first, 'ingest-2': second, 'edge-1': edge } = cluster.nodes;
    const [publisher, again, viewer] = await Promise.all([stage.open(), stage.open(), stage.open()]);
    const talkers = [];
    const talking = async (talker) => { talkers.push(await talker); return talkers.at(-1); };
    const open = ({ controls }) => controls.weapon?.round === 1;
    try {
        await publisher.client('publish', first.whip('kept'), source);
        await until('the stream is live', async () => (await first.stream('kept'))?.live);
        await viewer.bringToFront();
        const [watching] = await until('the edge has it', async () => [await viewer.client('watch', edge.whep('kept'))]);
        await until('the picture moves', async () => (await viewer.client('seen', watching)).frames > 30);
        const played = await talking(game(first, 'kept'));
        // One viewer's connection is the edge's, the other's is at the ingest node; the third may not speak.
        const [anna, bert, mallory] = await Promise.all([edge, first, first].map((node) => talking(talk(node, 'kept', { role: 'viewer' }))));
        const { session } = await anna.heard('welcome');
        await until('the poll is open', async () => [anna, bert].every(({ told }) =>
            told.some((each) => (each.type === 'snapshot' && open(each)) || (each.type === 'patch' && open({ controls: {}, ...each.ops })))));
        const troll = await mallory.heard('welcome');
        played.say({ type: 'call', id: 2, method: 'moderation.mute', params: { viewer: troll.viewer.id } });
        await played.heard('reply', ({ id }) => id === 2);
        for (const viewer of [anna, bert]) {
            viewer.say({ type: 'ballot', control: 'weapon', round: 1, option: 0 });
            await viewer.heard('ballot');
        }
        anna.say({ type: 'intent', key: 'purchase-1', control: 'heal' });
        anna.say({ type: 'intent', key: 'purchase-2', control: 'heal' });
        const deliver = await played.heard('deliver');
        played.say({ type: 'capture', purchase: deliver.purchase });
        const captured = await anna.heard('capture');
        await anna.heard('hold', ({ key }) => key !== captured.key);

        await first.kill();
        t.after(() => cluster.start('ingest-1'));
        await again.client('publish', second.whip('kept'), source);
        const since = performance.now();
        const played2 = await talking(game(second, 'kept'));
        // The edge is told where the show is now, and sends its clients to come again.
        const returned = await until('anna is back in the show', async () => {
            const talker = await talking(talk(edge, 'kept', { role: 'viewer', resume: { session, ver: 0 } }));
            // The edge may yet think that the show is where it was; then it says goodbye when it hears.
            await until('an answer', async () => talker.told.length > 0, { timeoutMs: 10_000 });
            return talker.told[0].type === 'welcome' && talker;
        });
        t.diagnostic(`what anna was told: ${anna.told.map(({ type }) => type).join(' ')}`);
        t.diagnostic(`back ${Math.round(performance.now() - since)} ms after the streamer`);
        const welcome = await returned.heard('welcome');
        assert.equal(welcome.balance, 800);
        assert.equal(welcome.viewer.id, (await anna.heard('welcome')).viewer.id);
        const held = await played2.heard('deliver');
        assert.notEqual(held.purchase, deliver.purchase);
        returned.say({ type: 'intent', key: captured.key, control: 'heal' });
        assert.equal((await returned.heard('capture', ({ key }) => key === captured.key)).balance, 800);
        const silenced = await talking(talk(second, 'kept', { role: 'viewer', resume: { session: troll.session, ver: 0 } }));
        await silenced.heard('welcome');
        silenced.say({ type: 'text', id: 4, control: 'say', text: 'first!' });
        assert.equal((await silenced.heard('error')).code, 'forbidden');
        returned.say({ type: 'ballot', control: 'weapon', round: 1, option: 1 });
        await returned.heard('ballot');
        played2.say({ type: 'call', id: 3, method: 'poll.close', params: { control: 'weapon' } });
        assert.deepEqual((await played2.heard('result')).counts, [1, 1]);
    } finally {
        talkers.forEach((talker) => talker.close());
        await Promise.all([publisher.close(), again.close(), viewer.close()]);
    }
});

test('an outage of Redis stops no stream, and running streams take new viewers', { timeout: 300_000 }, async (t) => {
    const { 'ingest-1': ingest, 'edge-1': edge, 'edge-2': other } = cluster.nodes;
    const awaySeconds = Number(process.env.TREECAST_REDIS_AWAY ?? 15);
    const [publisher, viewer, late] = await Promise.all([stage.open(), stage.open(), stage.open()]);
    try {
        await publisher.client('publish', ingest.whip('lasting'), source);
        await until('the stream is live', async () => (await ingest.stream('lasting'))?.live);
        await viewer.bringToFront();
        const [watching] = await until('the edge has it', async () => [await viewer.client('watch', edge.whep('lasting'))]);
        await until('the picture moves', async () => (await viewer.client('seen', watching)).frames > 60);
        await redis.kill();
        await until('the nodes notice', async () => (await edge.cluster()).directory.state === 'away');
        await viewer.client('gap', watching);
        await observe(awaySeconds * 1_000, async () => 0);
        const { gapMs } = await viewer.client('gap', watching);
        t.diagnostic(`${awaySeconds} s without Redis: longest time between two pictures ${Math.round(gapMs)} ms`);
        await late.bringToFront();
        const joined = await late.client('watch', other.whep('lasting'));
        await until('a new viewer sees it', async () => (await late.client('seen', joined)).frames > 30);
        await redis.start();
        await until('the nodes are back', async () =>
            (await Promise.all([ingest, edge, other].map((node) => node.cluster()))).every(({ directory, nodes }) =>
                directory.state === 'connected' && nodes.length === 5));
        await viewer.bringToFront();
        const { frames, states } = await viewer.client('seen', watching);
        await until('it goes on', async () => (await viewer.client('seen', watching)).frames > frames + 60);
        assert.deepEqual(states.filter((state) => state !== 'connecting'), ['connected']);
        assert.equal((await edge.stream('lasting')).live, true);
    } finally {
        await Promise.all([publisher.close(), viewer.close(), late.close()]);
    }
});

test('a drained edge hands its viewers over', { timeout: 300_000 }, async (t) => {
    const { 'ingest-1': ingest, 'edge-1': edge, 'edge-2': other } = cluster.nodes;
    const publisher = await stage.open();
    const pages = [];
    try {
        await publisher.client('publish', ingest.whip('moving'), source);
        await until('the stream is live', async () => (await ingest.stream('moving'))?.live);
        pages.push(await watchPage(edge, 'moving'), await watchPage(edge, 'moving'));
        const drain = await fetch(`${edge.origin}/api/drain`, { method: 'POST', headers: { Authorization: `Bearer ${KEY}` } });
        assert.equal(drain.status, 202);
        assert.equal((await fetch(`${edge.origin}/readyz`)).status, 503);
        await until('everybody has gone', async () => ((await edge.stream('moving'))?.viewersHere ?? 0) === 0);
        await until('everybody is at the other edge', async () => (await other.stream('moving'))?.viewersHere === 2);
        const gapMs = await pages[1].evaluate(() => Math.round(window.gap.maxMs)); // in front; the other is shown no pictures
        t.diagnostic(`longest time between two pictures while moving: ${gapMs} ms`);
        for (const page of pages) {
            await page.bringToFront();
            const { frames } = await page.evaluate(() => window.gap);
            await until('the page plays on', () => page.evaluate((before) => window.gap.frames > before + 30, frames));
            assert.equal(await page.evaluate(() => window.treecast.player.state), 'playing');
        }
    } finally {
        await Promise.all([publisher.close(), ...pages.map((page) => page.close())]);
    }
});

/** Opens the product's studio at a node and goes live with its test pattern. */
async function studioPage(node, stream) {
    const page = await stage.chromium.browser.newPage();
    await page.goto(`${node.origin}/studio`);
    await page.evaluate((name, key) => {
        for (const [field, value] of [['stream', name], ['key', key], ['source', 'pattern']]) {
            const element = document.querySelector(`#${field}`);
            element.value = value;
            element.dispatchEvent(new Event('input', { bubbles: true }));
            element.dispatchEvent(new Event('change', { bubbles: true }));
        }
    }, stream, KEY);
    await page.click('#go-live');
    await until('the studio is live', () => page.evaluate(() => window.treecast?.publisher?.state === 'live'));
    return page;
}

test('a drained ingest node hands its publisher over', { timeout: 300_000 }, async (t) => {
    const { 'ingest-1': ingest, 'ingest-2': other, 'edge-2': edge } = cluster.nodes;
    const studio = await studioPage(ingest, 'carried');
    let page;
    try {
        await until('the stream is live', async () => (await ingest.stream('carried'))?.live);
        page = await watchPage(edge, 'carried');
        await page.bringToFront();
        const drain = await fetch(`${ingest.origin}/api/drain`, { method: 'POST', headers: { Authorization: `Bearer ${KEY}` } });
        assert.equal(drain.status, 202);
        await until('the edge takes it by the other ingest node', async () => {
            const { nodes } = await edge.cluster();
            return nodes.find(({ id }) => id === 'ingest-2').report.streams.some(({ stream, publishedHere }) => stream === 'carried' && publishedHere);
        });
        await until('the publisher has left', async () => /^treecast_publishers 0(\.0)?$/m.test(await (await fetch(`${ingest.origin}/metrics`)).text()));
        const { frames } = await page.evaluate(() => window.gap);
        await until('the page plays on', () => page.evaluate((before) => window.gap.frames > before + 60, frames));
        const gapMs = await page.evaluate(() => Math.round(window.gap.maxMs));
        t.diagnostic(`longest time between two pictures while the publisher moved: ${gapMs} ms`);
        assert.ok(gapMs < 15_000, `${gapMs} ms without a picture`);
        assert.equal(await page.evaluate(() => window.treecast.player.state), 'playing');
        assert.equal(await studio.evaluate(() => window.treecast.publisher.state), 'live');
    } finally {
        await Promise.all([studio.close(), page?.close()]);
    }
});
