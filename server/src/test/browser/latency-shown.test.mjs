// The latency that the page shows and the server tells, beside the one that a clock in the picture shows. One machine, one clock: what is measured from
// capture times must come out near what the eye would see. And how a viewer changes the way it plays.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { median, observe, until } from './harness/wait.mjs';

const STREAM = 'shown';
/** A machine that does other things as well is slow now and then, and not at the same moment for both. */
const APART_MS = 250;

const stage = rig();
const viewersOf = async () => (await fetch(`${stage.server.origin}/api/streams/${STREAM}/viewers`)).json();

test('the latency shown is the latency seen, and playout is the viewer\'s choice', { timeout: 240_000 }, async (t) => {
    const page = await stage.open();
    const watch = await stage.chromium.browser.newPage();
    try {
        await page.bringToFront();
        await page.client('publish', `${stage.server.whip(STREAM)}?playout=smooth`, { mimeType: 'video/H264', key: 'test' });
        await until('the stream is live', async () => (await stage.server.stream(STREAM))?.live);
        assert.equal((await stage.server.stream(STREAM)).playout, 'smooth');
        const viewer = await page.client('watch', `${stage.server.whep(STREAM)}?playout=interactive`);
        await until('the picture moves', async () => (await page.client('seen', viewer)).frames > 60);
        await page.client('measure', viewer, true);
        await until('a hundred pictures were measured', async () => (await page.client('latencies', viewer)).length > 100);
        const seenMs = median(await page.client('latencies', viewer));
        const told = await until('the server knows the publisher\'s clock', async () => {
            const { latency, viewers } = await viewersOf();
            return latency && { latency, first: viewers[0] };
        });
        assert.equal(told.first.playout, 'interactive');

        await watch.goto(`${stage.server.origin}/watch/${STREAM}`);
        await watch.bringToFront();
        await until('the page plays', () => watch.evaluate(() => treecast.player.state === 'playing'));
        await watch.keyboard.press('i');
        const shown = [];
        await until('it has shown a latency ten times', async () => {
            const latency = await watch.evaluate(() => treecast.player.stats?.latency);
            if (latency) shown.push(latency);
            return shown.length >= 10;
        }, { everyMs: 300 });
        const shownMs = median(shown.map(({ ms }) => ms));
        const text = await watch.$eval('.overlay [data-stat="latency"]', (element) => element.textContent);
        t.diagnostic(`clock in the picture ${seenMs.toFixed(1)} ms; the page shows ${shownMs.toFixed(1)} ms (${shown[0].source}), as '${text}'; ${
            ''}the server says ${JSON.stringify(told.latency)}, ${JSON.stringify(told.first.latency)}`);
        assert.match(text, /\d/);
        assert.ok(Math.abs(shownMs - seenMs) < APART_MS, `shown ${shownMs} ms, seen ${seenMs} ms`);
        const { totalMs, toIngestMs, treeMs } = told.first.latency;
        assert.ok(toIngestMs > 0, 'an encoder takes time');
        assert.equal(treeMs < 5, true, 'there is no other node');
        assert.ok(totalMs < seenMs + APART_MS, `the server says ${totalMs} ms, seen ${seenMs} ms`);

        const metrics = await (await fetch(`${stage.server.origin}/metrics`)).text();
        const count = Number(/^treecast_glass_to_edge_seconds_count (\S+)/m.exec(metrics)?.[1]);
        assert.ok(count > 100, `${count} frames in the histogram`);

        // The page follows the publisher until its viewer chooses; it plays on meanwhile.
        const playouts = async () => (await viewersOf()).viewers.map(({ playout }) => playout).sort().join();
        await until('the page plays as the publisher wishes', async () => (await playouts()) === 'interactive,smooth');
        await watch.select('#playout', 'interactive');
        await until('both play at once', async () => (await playouts()) === 'interactive,interactive');
        await observe(500, async () => 0);
        assert.equal(await watch.evaluate(() => treecast.player.state), 'playing');
    } finally {
        await Promise.all([page.close(), watch.close()]);
    }
});
