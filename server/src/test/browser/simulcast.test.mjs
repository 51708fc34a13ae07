// Chromium publishes its video in three layers (simulcast by RID): all three arrive, each with its own size and bitrate.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

const stage = rig();
const SIZE = { width: 1280, height: 720 };
const LAYERS = [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_500_000 },
];
// The browser begins with what 300 kbit/s carry, and adds layers as the server's feedback lets its estimate rise.
const WITHIN_MS = 90_000;

const videoOf = (stream) => (stream?.tracks ?? []).filter((track) => track.kind === 'video');

for (const codec of ['VP8', 'H264']) {
    test(`three layers of ${codec} arrive`, { timeout: 240_000 }, async (t) => {
        const name = `simulcast-${codec.toLowerCase()}`;
        const page = await stage.open();
        try {
            const start = Date.now();
            const id = await page.client('publish', stage.server.whip(name), {
                key: 'test', mimeType: `video/${codec}`, ...SIZE, fps: 15, noise: true, layers: LAYERS,
            });
            const state = async () => videoOf(await stage.server.stream(name));
            const listed = await until('the layers are listed', async () => {
                const tracks = await state();
                return tracks.length === 3 && tracks;
            });
            assert.deepEqual(listed.map((track) => track.rid), ['q', 'h', 'f'], 'from the smallest to the largest');
            const all = await until('all three are active, each with more than the one below', async () => {
                const tracks = await state();
                const rising = tracks.every((track, i) => track.active && track.bitrateBps > (tracks[i - 1]?.bitrateBps ?? 0));
                return rising && tracks.every((track) => track.width) && tracks;
            }, { timeoutMs: WITHIN_MS, everyMs: 250 });
            t.diagnostic(`after ${Date.now() - start} ms: ${all.map((track) => `${track.rid} ${track.width}x${track.height} ${Math.round(track.bitrateBps / 1000)} kbit/s ${track.fps} fps`).join(', ')}`);
            assert.deepEqual(all.map((track) => [track.width, track.height]), [[320, 180], [640, 360], [1280, 720]]);
            await page.client('end', id);
            await until('the stream is gone', async () => !(await stage.server.stream(name))?.live);
        } finally {
            await page.close();
        }
    });
}

test('the studio sends three layers unless asked for one, and says what it sends of each', { timeout: 180_000 }, async (t) => {
    const page = await stage.chromium.browser.newPage();
    try {
        await page.goto(`${stage.server.origin}/studio?stream=studio-layers`);
        await page.waitForFunction(() => window.treecast !== undefined);
        await page.select('#source', 'pattern');
        await page.select('#codec', 'VP8');
        await page.select('#resolution', '480');
        await page.type('#key', 'test');
        assert.equal(await page.$eval('#layers', (select) => select.value), '3');
        await page.click('#go-live');
        await until('three layers are listed by the server', async () => videoOf(await stage.server.stream('studio-layers')).length === 3);
        const shown = await until('the page shows what goes out', async () => {
            const lines = await page.$$eval('#layer-figures li', (items) => items.map((item) => item.textContent));
            return lines.length === 3 && lines.some((line) => /× \d+, /.test(line)) && lines;
        });
        t.diagnostic(shown.join(' | '));
    } finally {
        await page.close({ runBeforeUnload: false });
    }
});
