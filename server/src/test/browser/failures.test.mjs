// Real nodes in network namespaces, links that delay and lose, and failures at random from a seed: relays die, nodes are cut off, links shake, Redis goes away.
// The viewer keeps its one connection, and the game counts each press once. Takes minutes: asked for by TREECAST_FAILURES=<how many>; TREECAST_SEED
// chooses them, of TREECAST_KINDS='relay cut off,Redis killed' alone if that is set.
import assert from 'node:assert/strict';
import process from 'node:process';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { Show } from '../../../../interaction/sdk-js/src/game.js';
import { startCluster, startRedis } from './harness/cluster.mjs';
import { isInside, makeNetwork, mayMakeNamespaces, runInside } from './harness/network.mjs';
import { rig } from './harness/rig.mjs';
import { observe, until } from './harness/wait.mjs';

const FAILURES = Number(process.env.TREECAST_FAILURES ?? 0);
const SEED = Number(process.env.TREECAST_SEED ?? 1);
const KEY = 'test';
const STREAM = 'storm';
const KINDS = process.env.TREECAST_KINDS?.split(',');
const PRESS_EVERY_MS = 200;

if (isInside()) {
    throughFailures();
} else {
    const skip = FAILURES === 0 ? 'takes minutes: TREECAST_FAILURES=10 runs it' : !mayMakeNamespaces() && 'this user may make no network namespaces';
    test('a show goes on through failures', { skip, timeout: 1_800_000 }, async (t) => {
        const lines = [];
        const status = await runInside(fileURLToPath(import.meta.url), (line) => { lines.push(line); t.diagnostic(line); });
        assert.equal(status, 0, lines.slice(-60).join('\n'));
    });
}

/** Numbers in [0, 1) that a seed decides (Mulberry32, by Tommy Ettinger). */
function seeded(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6D2B79F5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

function throughFailures() {
    const stage = rig({ server: false });
    let network;
    let redis;
    let cluster;

    before(async () => {
        network = makeNetwork(['ingest', 'relay-1', 'relay-2', 'edge'], ['delay', '5ms', '1ms', 'loss', '0.5%']);
        redis = await startRedis(network.host);
        cluster = await startCluster({
            ingest: { role: 'ingest', server: network.place('ingest') },
            'relay-1': { role: 'relay', server: network.place('relay-1') },
            'relay-2': { role: 'relay', server: network.place('relay-2') },
            edge: { role: 'edge', server: network.place('edge') },
        }, { redis: redis.url });
        await until('all know each other', async () =>
            (await Promise.all(Object.values(cluster.nodes).map((node) => node.cluster()))).every(({ nodes }) => nodes.length === 4));
    }, { timeout: 300_000 });
    after(async () => {
        await cluster?.stop();
        await redis?.kill();
        network?.remove();
    }, { timeout: 200_000 });

    const random = seeded(SEED);
    const either = (...those) => those[Math.floor(random() * those.length)];
    /** A failure and its end, for so long. */
    const kinds = {
        async 'relay killed'() {
            const relay = either('relay-1', 'relay-2');
            await cluster.nodes[relay].kill();
            await observe(3_000, async () => 0);
            await cluster.start(relay);
        },
        async 'relay cut off'() {
            const relay = either('relay-1', 'relay-2');
            network.cut(relay);
            await observe(1_000 + random() * 5_000, async () => 0);
            network.mend(relay);
        },
        async 'edge cut off'() {
            network.cut('edge');
            await observe(500 + random() * 2_500, async () => 0);
            network.mend('edge');
        },
        async 'link shaken'() {
            const node = either('relay-1', 'relay-2', 'edge');
            network.shake(node, 5 + Math.round(random() * 15));
            await observe(4_000, async () => 0);
            network.calm(node);
        },
        async 'Redis killed'() {
            await redis.kill();
            await observe(2_000 + random() * 6_000, async () => 0);
            await redis.start();
        },
    };

    test(`a viewer and a game through ${FAILURES} failures of seed ${SEED}`, { timeout: 1_500_000 }, async (t) => {
        t.diagnostic(network.shakes ? 'links delay 5 ms and lose 0.5 %' : 'this kernel has no netem: links are cut, and neither delay nor lose');
        const { ingest, edge } = cluster.nodes;
        const [publisher, viewer] = await Promise.all([stage.open(), stage.open()]);
        let show;
        let socket;
        let pressing;
        try {
            await publisher.client('publish', ingest.whip(STREAM), { key: KEY, mimeType: 'video/H264' });
            await until('the stream is live', async () => (await ingest.stream(STREAM))?.live);
            show = await Show.connect(`${ingest.origin.replace('http', 'ws')}/interact/${STREAM}`, KEY, { WebSocket });
            let counted = 0;
            show.button('jump').onPress((tick) => { counted += tick.presses; });
            await show.ready();
            await viewer.bringToFront();
            const [watching] = await until('the edge has it', async () => [await viewer.client('watch', edge.whep(STREAM))]);
            await until('the picture moves', async () => (await viewer.client('seen', watching)).frames > 60);
            socket = new WebSocket(`${edge.origin.replace('http', 'ws')}/interact/${STREAM}`, 'treecast.v1');
            const told = [];
            socket.on('message', (data, binary) => binary || told.push(JSON.parse(data)));
            await new Promise((open) => { socket.on('open', open); });
            socket.send(JSON.stringify({ type: 'hello', version: 1, role: 'viewer' }));
            const { controls } = await until('the show is told', async () => told.find(({ type }) => type === 'snapshot'));
            const { number } = controls.jump;
            let pressed = 0;
            pressing = setInterval(() => {
                pressed++;
                socket.send(Buffer.from([1, 0, 0, 0, 0, 0, number >> 8, number, 1, pressed >> 8 & 255, pressed & 255]));
            }, PRESS_EVERY_MS);
            for (let i = 0; i < FAILURES; i++) {
                const kind = either(...Object.keys(kinds).filter((name) => (KINDS?.includes(name) ?? true) && (network.shakes || name !== 'link shaken')));
                await viewer.client('gap', watching);
                const startedAt = Date.now();
                await kinds[kind]();
                const { frames } = await viewer.client('seen', watching);
                await until(`the picture moves after '${kind}'`, async () => (await viewer.client('seen', watching)).frames > frames + 30);
                const { gapMs } = await viewer.client('gap', watching);
                t.diagnostic(`${kind}: longest time between two pictures ${Math.round(gapMs)} ms, over after ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);
                await until('both relays are there, and one stands by', async () => {
                    const { self, nodes } = await edge.cluster();
                    const taken = nodes.find(({ id }) => id === self)?.report.streams.find(({ stream }) => stream === STREAM);
                    return nodes.length === 4 && taken?.parent && taken.standby;
                }, { timeoutMs: 120_000 });
            }
            clearInterval(pressing);
            await until(`each of ${pressed} presses is counted`, async () => counted >= pressed);
            await observe(2_000, async () => 0);
            assert.equal(counted, pressed, 'each press is counted once');
            assert.equal(told.filter(({ type }) => type === 'bye' || type === 'error').length, 0, 'the viewer was never sent away');
            const seen = await viewer.client('seen', watching);
            assert.ok(!seen.states.includes('failed') && seen.connectionState === 'connected', seen.states.join());
            assert.equal(await viewer.client('postCount'), 1);
            t.diagnostic(`${pressed} presses, each counted once`);
        } finally {
            clearInterval(pressing);
            socket?.close();
            show?.close();
            await Promise.all([publisher.close(), viewer.close()]);
        }
    });
}
