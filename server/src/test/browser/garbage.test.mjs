// Garbage on the UDP ports and the HTTP port while a stream runs: the stream goes on, nothing grows, nothing is amplified.
import assert from 'node:assert/strict';
import test from 'node:test';
import { throwAtHttp, throwDatagrams } from './harness/garbage.mjs';
import { rig } from './harness/rig.mjs';
import { MISREADS_MAX, until } from './harness/wait.mjs';

const stage = rig();
const ROUNDS = 4;
const DATAGRAMS = 20_000;
const CONNECTIONS = 64;
// A heap may breathe by some young generations between two looks; what is kept per datagram or connection shows well above this
// after 80,000 datagrams of 700 bytes (56 MB) and 256 connections that announce 2 GB each.
const RSS_GROWTH_BYTES_MAX = 160 * 1024 * 1024;
const DESCRIPTOR_GROWTH_MAX = 16;

test('a stream goes on while garbage pours in', { timeout: 180_000 }, async (t) => {
    const { server } = stage;
    const [publisher, viewer] = await Promise.all([stage.open(), stage.open()]);
    await viewer.bringToFront();
    const sending = await publisher.client('publish', server.whip('steady'), { key: 'test' });
    await until('the stream is live', async () => (await server.stream('steady'))?.live);
    const watching = await viewer.client('watch', server.whep('steady'));
    await until('the picture moves', async () => (await viewer.client('seen', watching)).frames > 30);

    await pour(0); // what the first garbage loads (classes, buffers, pools) is no growth
    const before = await settled(server);
    let sent = 0;
    let answered = 0;
    for (let round = 1; round <= ROUNDS; round++) {
        const since = await viewer.client('now');
        const { sentBytes, answeredBytes } = await pour(round);
        sent += sentBytes;
        answered += answeredBytes;
        await until('the picture is of now', async () => (await viewer.client('seen', watching, since)).fresh, { timeoutMs: 20_000 });
        assert.ok((await fetch(`${server.origin}/healthz`)).ok);
    }
    const afterwards = await settled(server, before.descriptors + DESCRIPTOR_GROWTH_MAX);
    const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;
    t.diagnostic(`resident ${megabytes(before.rssBytes)} before, ${megabytes(afterwards.rssBytes)} after; descriptors ${before.descriptors}, ${afterwards.descriptors}; sent ${sent} bytes, answered with ${answered}`);

    assert.ok(answered <= sent, 'it answers with no more than was sent');
    assert.ok(afterwards.rssBytes - before.rssBytes < RSS_GROWTH_BYTES_MAX, 'memory grew');
    assert.ok(afterwards.descriptors - before.descriptors <= DESCRIPTOR_GROWTH_MAX, 'descriptors grew');
    const seen = await viewer.client('seen', watching);
    assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} pictures misread, at ${seen.misreadAt}`);
    assert.deepEqual(seen.states.filter((state) => state !== 'connecting'), ['connected']);
    assert.equal((await server.stream('steady')).viewers, 1);
    const newcomer = await viewer.client('watch', server.whep('steady'));
    await until('a newcomer can still join', async () => (await viewer.client('seen', newcomer)).frames > 0);
    await publisher.client('end', sending);
    await Promise.all([publisher.close(), viewer.close()]);
});

/** One round on both ports at once; connections that hang are hung up at its end. */
async function pour(seed) {
    const { mediaHost, mediaPort, httpPort } = stage.server;
    const http = await throwAtHttp({ host: '127.0.0.1', port: httpPort, count: CONNECTIONS, seed });
    try {
        return await throwDatagrams({ host: mediaHost, port: mediaPort, count: DATAGRAMS, seed });
    } finally {
        http.hangUp();
    }
}

/** Memory and descriptors once closed connections have been noticed: when descriptors stop falling, or are below a bound. */
async function settled(server, descriptorsMax = 0) {
    let last = Infinity;
    return until('descriptors settle', () => {
        const now = server.resources();
        const still = now.descriptors >= last || now.descriptors <= descriptorsMax;
        last = now.descriptors;
        return still && now;
    }, { everyMs: 500 });
}
