// The streamer comes back with another codec: what viewers negotiated no longer holds, and the watch page starts anew by itself.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

const stage = rig();

test('the watch page follows a change of codec', { timeout: 180_000 }, async () => {
    const { server } = stage;
    const publisher = await stage.open();
    const first = await publisher.client('publish', server.whip('change'), { key: 'test', mimeType: 'video/VP8' });
    await until('the stream is live', async () => (await server.stream('change'))?.live);
    const watch = await stage.chromium.browser.newPage();
    await watch.goto(`${server.origin}/watch/change`);
    const codecShown = () => watch.evaluate(() => window.treecast?.player?.stats?.codec);
    const frames = () => watch.evaluate(() => document.querySelector('#video').getVideoPlaybackQuality().totalVideoFrames);
    await until('VP8 plays', async () => (await frames()) > 30 && /VP8/.test(await codecShown()));

    await publisher.client('end', first);
    await publisher.client('publish', server.whip('change'), { key: 'test', mimeType: 'video/H264' });
    await until('H264 plays', async () => /H264/.test(await codecShown()));
    const before = await frames();
    await until('the picture moves', async () => (await frames()) > before + 30);
    assert.equal((await server.stream('change')).viewers, 1);
    await watch.close();
    await publisher.close();
});
