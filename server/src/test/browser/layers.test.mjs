// Chromium publishes three layers; a viewer in another page gets the largest that its path carries, and another when it asks for it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

const stage = rig();
const LAYERS = [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_500_000 },
];
const WIDTHS = { q: 320, h: 640, f: 1280 };
const WITHIN_MS = 60_000;

for (const codec of ['VP8', 'H264']) {
    test(`a viewer goes through the layers of ${codec} without a seam`, { timeout: 240_000 }, async (t) => {
        const stream = `layers-${codec.toLowerCase()}`;
        const [publisher, page] = await Promise.all([stage.open(), stage.open()]);
        await page.bringToFront();
        try {
            const sending = await publisher.client('publish', stage.server.whip(stream), {
                key: 'test', mimeType: `video/${codec}`, width: 1280, height: 720, fps: 15, noise: true, layers: LAYERS,
            });
            const active = async () => ((await stage.server.stream(stream))?.tracks ?? []).filter((track) => track.active && track.rid);
            await until('three layers are sent', async () => (await active()).length === 3, { timeoutMs: WITHIN_MS });
            const viewer = await page.client('watch', stage.server.whep(stream));
            const seen = () => page.client('seen', viewer);
            const layer = async (body) => {
                const response = await fetch(`${(await seen()).resource}/layer`, body ? { method: 'POST', body: JSON.stringify(body) } : {});
                assert.equal(response.status, 200, await response.clone().text());
                return response.json();
            };
            const sees = async (rid) => {
                const since = Date.now();
                await until(`the picture is that of ${rid}`, async () => (await seen()).width === WIDTHS[rid], { timeoutMs: WITHIN_MS, everyMs: 50 });
                return Date.now() - since;
            };
            // What the path carries is not known at first; probes find out.
            const up = await sees('f');
            const [listed] = (await (await fetch(`${stage.server.origin}/api/streams/${stream}/viewers`)).json()).viewers;
            // A publisher pauses a layer while it finds out what its own path carries.
            const detail = await until('the server says f', async () => {
                const viewer = await (await fetch(`${stage.server.origin}/api/streams/${stream}/viewers/${listed.id}`)).json();
                return viewer.layer?.encodingId === 'f' && viewer;
            }, { timeoutMs: WITHIN_MS });
            assert.ok(detail.layer.decisions.length >= 1 && detail.layer.estimateBps > 1_000_000, JSON.stringify(detail.layer));
            for (const decision of detail.layer.decisions) {
                t.diagnostic(`${decision.fromId || '-'} -> ${decision.toId}: ${decision.reason}, ${Math.round(decision.estimateBps / 1000)} of ${Math.round(decision.neededBps / 1000)} kbit/s`);
            }
            assert.equal((await layer({ encodingId: 'q' })).pinnedId, 'q');
            const down = await sees('q');
            await layer({ encodingId: 'h' });
            const middle = await sees('h');
            assert.equal((await layer({})).pinnedId, undefined);
            const back = await sees('f');
            const statistics = await page.client('statistics', viewer);
            t.diagnostic(`f after ${up} ms, q ${down} ms after it was asked for, h ${middle} ms, f by itself after ${back} ms; ${statistics.freezeCount} freezes, ${statistics.pliCount} keyframes asked for`);
            await page.client('end', viewer);
            await publisher.client('end', sending);
            await until('the stream is gone', async () => !(await stage.server.stream(stream))?.live);
        } finally {
            await Promise.all([publisher.close(), page.close()]);
        }
    });
}
