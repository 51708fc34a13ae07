// Chromium publishes one source with layers in it; a viewer in another page is sent a part of it when it asks for that, and more again.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

const stage = rig();
const FPS = 24;
const WITHIN_MS = 40_000;

/** Pictures that are counted for a rate: a second's worth, or fewer of a thin layer. */
const PICTURES = 16;

/** `steps`: layers to go through, each with the width of its picture and its share of all pictures. */
const CASES = [
    {
        codec: 'VP9', mode: 'L3T3_KEY', width: 960, height: 540,
        steps: [['S2T2', 960, 1], ['S1T2', 480, 1], ['S0T0', 240, 1 / 4], ['S0T2', 240, 1], ['S2T2', 960, 1]],
    },
    { codec: 'AV1', mode: 'L1T3', width: 480, height: 270, steps: [['S0T2', 480, 1], ['S0T0', 480, 1 / 4], ['S0T1', 480, 1 / 2], ['S0T2', 480, 1]] },
    { codec: 'VP8', mode: 'L1T2', width: 480, height: 270, steps: [['S0T1', 480, 1], ['S0T0', 480, 1 / 2], ['S0T1', 480, 1]] },
];

for (const { codec, mode, width, height, steps } of CASES) {
    test(`a viewer goes through the layers of ${codec} ${mode}`, { timeout: 120_000 }, async (t) => {
        const stream = `scalable-${codec.toLowerCase()}`;
        const [publisher, page] = await Promise.all([stage.open(), stage.open()]);
        await page.bringToFront();
        try {
            const sending = await publisher.client('publish', stage.server.whip(stream), {
                key: 'test', mimeType: `video/${codec}`, width, height, fps: FPS, noise: true, audio: false,
                layers: [{ scalabilityMode: mode, maxBitrate: 1_200_000 }],
            });
            await until('something comes', async () => ((await stage.server.stream(stream))?.tracks ?? []).some((track) => track.fps > 0), { timeoutMs: WITHIN_MS });
            const viewer = await page.client('watch', stage.server.whep(stream));
            const seen = () => page.client('seen', viewer);
            const layer = async (body) => {
                const response = await fetch(`${(await seen()).resource}/layer`, body ? { method: 'POST', body: JSON.stringify(body) } : {});
                return response.status === 200 ? response.json() : {};
            };
            const top = steps[0][0];
            await until('all layers come', async () => (await layer()).layers?.some((one) => one.encodingId === top), { timeoutMs: WITHIN_MS });
            for (const [step, [name, pixels, share]] of steps.entries()) {
                const since = Date.now();
                const before = await page.client('statistics', viewer);
                assert.equal((await layer({ encodingId: name })).pinnedId, name);
                await until(`the viewer is sent ${name}, ${pixels} wide`, async () => (await layer()).encodingId === name && (await seen()).width === pixels, { timeoutMs: WITHIN_MS, everyMs: 50 });
                const tookMs = Date.now() - since;
                // After a switch pictures may come in a bunch, on a busy machine too: the rate is judged when it has settled.
                let from = await page.client('statistics', viewer);
                let fps = 0;
                const to = await until(`pictures come at the rate of ${name}`, async () => {
                    const now = await page.client('statistics', viewer);
                    if (now.framesDecoded < from.framesDecoded + PICTURES) return false;
                    fps = (now.framesDecoded - from.framesDecoded) * 1000 / (now.at - from.at);
                    from = now;
                    return fps > FPS * share * 0.5 && (share === 1 || fps < FPS * share * 1.5) && now;
                }, { timeoutMs: WITHIN_MS });
                t.diagnostic(`${name} after ${tookMs} ms: ${pixels} pixels wide, ${fps.toFixed(1)} fps; ${to.keyFramesDecoded - before.keyFramesDecoded} keyframes, ${to.pliCount - before.pliCount} asked for by the viewer, ${to.freezeCount - before.freezeCount} freezes, ${to.nackCount - before.nackCount} nacks`);
                if (step > 0) assert.equal(to.pliCount, before.pliCount, 'nothing is missing');
            }
            await page.client('end', viewer);
            await publisher.client('end', sending);
        } finally {
            await Promise.all([publisher.close(), page.close()]);
        }
    });
}
