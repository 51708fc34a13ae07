// The instruments themselves, without a server: a direct connection in one page must be decoded and read without a misread. Where
// this fails, the other files say nothing about Treecast.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { MISREADS_MAX, until } from './harness/wait.mjs';

const stage = rig({ server: false });

for (const codec of ['H264', 'VP8', 'VP9', 'AV1']) {
    test(`the clock comes through a direct ${codec} connection`, { timeout: 180_000 }, async () => {
        const page = await stage.open();
        try {
            const id = await page.client('direct', { mimeType: `video/${codec}`, audio: true });
            await until('60 frames were shown', async () => (await page.client('seen', id)).frames >= 60);
            const seen = await page.client('seen', id);
            const statistics = await page.client('statistics', id);
        assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} misread`);
            assert.ok(seen.pictureAgeMs < 3_000, `the picture is ${seen.pictureAgeMs} ms old`);
            assert.equal(statistics.videoCodec, `video/${codec}`);
            assert.ok(statistics.framesDecoded >= 60);
            await until('sound was heard', async () => (await page.client('statistics', id)).audioEnergy > 0);
            await page.client('end', id);
        } finally {
            await page.close();
        }
    });
}
