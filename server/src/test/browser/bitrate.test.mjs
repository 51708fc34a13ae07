// The server's feedback (transport-wide or REMB) lets the publisher's encoder reach its rate within seconds.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

const stage = rig();
const SOURCE_BPS = 2_500_000;
const REACHED_BPS = 2_200_000;
const WITHIN_MS = 60_000; // it takes 5 s on an idle machine
// Noise fills any bitrate whatever its size; a small picture leaves the processor to the rest, so that the test is about the estimate.
const SIZE = { width: 480, height: 270 };
const WINDOW_MS = 1_000; // short: where other work takes the processor, the encoder drops frames and the mean falls, not the estimate

test('a 2.5 Mbit/s source gets there', { timeout: 180_000 }, async (t) => {
    const page = await stage.open();
    const start = Date.now();
    const id = await page.client('publish', stage.server.whip('bitrate'), {
        key: 'test', mimeType: 'video/VP8', ...SIZE, noise: true, maxBitrateBps: SOURCE_BPS,
    });
    const samples = [];
    const lastWindowBps = async () => {
        const now = await page.client('statistics', id);
        samples.push(now);
        const then = samples.findLast((sample) => now.at - sample.at >= WINDOW_MS);
        return then ? ((now.videoBytesSent - then.videoBytesSent) * 8_000) / (now.at - then.at) : 0;
    };
    let bps = 0;
    try {
        await until(`${REACHED_BPS} bit/s go out`, async () => (bps = await lastWindowBps()) >= REACHED_BPS, { timeoutMs: WITHIN_MS, everyMs: 250 });
    } finally {
        const { frameWidth, framesPerSecond, limitation, targetBitrate } = samples.at(-1) ?? {};
        t.diagnostic(`${Math.round(bps / 1000)} kbit/s after ${Date.now() - start} ms; ${frameWidth} wide, ${framesPerSecond} fps, target ${targetBitrate}, limited by ${limitation}`);
    }
    assert.equal(samples.at(-1).frameWidth, SIZE.width);
    await until('the server counts it as well', async () => {
        const { tracks } = await stage.server.stream('bitrate');
        return tracks.find((track) => track.kind === 'video').bitrateBps >= REACHED_BPS * 0.7;
    });
    await page.client('end', id);
});
