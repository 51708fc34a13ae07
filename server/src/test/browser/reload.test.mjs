// The streamer's page is reloaded, without a goodbye, and publishes again: viewers play on, on the connection they have.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { MISREADS_MAX, until } from './harness/wait.mjs';

const stage = rig();
// The goal is 3 s; a busy machine takes longer to reload a page, so only TREECAST_STRICT_LATENCY=1 holds it to that.
const LIMIT_MS = process.env.TREECAST_STRICT_LATENCY === '1' ? 3_000 : 15_000;

for (const codec of ['VP8', 'H264']) {
    test(`viewers play on after the publisher reloads (${codec})`, { timeout: 180_000 }, async (t) => {
        const stream = `reload-${codec.toLowerCase()}`;
        const source = { key: 'test', mimeType: `video/${codec}` };
        const [publisher, viewer] = await Promise.all([stage.open(), stage.open()]);
        await viewer.bringToFront();
        try {
            await publisher.client('publish', stage.server.whip(stream), source);
            await until('the stream is live', async () => (await stage.server.stream(stream))?.live);
            const watching = await viewer.client('watch', stage.server.whep(stream));
            await until('the picture moves', async () => (await viewer.client('seen', watching)).frames > 45);

            for (let reload = 1; reload <= 2; reload++) {
                const heard = (await viewer.client('statistics', watching)).audioEnergy;
                const reloadedAt = Date.now();
                await publisher.reload();
                await publisher.ready();
                const republishedAt = Date.now();
                const since = await publisher.client('now');
                await publisher.client('publish', stage.server.whip(stream), source);
                await until('the viewer sees the new session', async () => (await viewer.client('seen', watching, since)).fresh);
                const gapMs = Date.now() - reloadedAt;
                t.diagnostic(`reload ${reload}: playing ${gapMs} ms after the reload, ${Date.now() - republishedAt} ms after publishing again`);
                assert.ok(gapMs <= LIMIT_MS, `the viewer played on only after ${gapMs} ms`);

                // And it goes on: not just one keyframe, and with sound.
                const { frames } = await viewer.client('seen', watching);
                await until('the picture moves on', async () => (await viewer.client('seen', watching)).frames > frames + 45);
                await until('sound goes on', async () => (await viewer.client('statistics', watching)).audioEnergy > heard);
                const seen = await viewer.client('seen', watching);
                assert.ok(seen.pictureAgeMs < 3_000, `the picture is ${seen.pictureAgeMs} ms old`);
                assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} pictures misread, at ${seen.misreadAt}`);
            }
            const seen = await viewer.client('seen', watching);
            assert.equal(seen.connectionState, 'connected');
            assert.deepEqual(seen.states.filter((state) => state !== 'connecting'), ['connected'], 'the viewer never lost its connection');
            assert.equal(await viewer.client('postCount'), 1);
            assert.equal((await stage.server.stream(stream)).viewers, 1);
        } finally {
            await Promise.all([publisher.close(), viewer.close()]);
        }
    });
}
