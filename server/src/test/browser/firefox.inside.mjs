// Run by firefox.test.mjs inside a network namespace whose one address is TREECAST_MEDIA_HOST.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { MISREADS_MAX, until } from './harness/wait.mjs';

const mediaHost = process.env.TREECAST_MEDIA_HOST;
const withoutServer = Boolean(process.env.TREECAST_WITHOUT_SERVER); // tries the instruments alone
const stage = rig({ firefox: true, server: withoutServer ? false : { mediaHost } });

test('Firefox reads the clock over a direct connection', { timeout: 180_000 }, async () => {
    const page = await stage.open(stage.firefox);
    const id = await page.client('direct', { audio: true });
    await until('the picture moves', async () => (await page.client('seen', id)).frames > 30);
    const seen = await page.client('seen', id);
    assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} misread`);
    await page.client('end', id);
    await page.close();
});

for (const [from, to] of [['firefox', 'chromium'], ['chromium', 'firefox']]) {
    test(`${from} publishes VP8, ${to} watches`, { timeout: 180_000, skip: withoutServer && 'without a server' }, async (t) => {
        const [publisher, viewer] = await Promise.all([stage.open(stage[from]), stage.open(stage[to])]);
        try {
            const sending = await publisher.client('publish', stage.server.whip(from), { key: 'test' });
            await until('the stream is live', async () => (await stage.server.stream(from))?.live);
            const watching = await viewer.client('watch', stage.server.whep(from));
            await until('the picture moves', async () => (await viewer.client('seen', watching)).frames >= 60);
            await until('sound comes through', async () => (await viewer.client('statistics', watching)).audioPackets >= 50);
            const seen = await viewer.client('seen', watching);
            const statistics = await viewer.client('statistics', watching);
            assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} pictures misread, at ${seen.misreadAt}`);
            assert.ok(seen.pictureAgeMs < 3_000, `the picture is ${seen.pictureAgeMs} ms old`);
            assert.equal(statistics.videoCodec, 'video/VP8');
            t.diagnostic(`joined in ${Math.round(seen.joinMs)} ms, ${statistics.framesDecoded} frames, ${statistics.audioPackets} audio packets`);
            await viewer.client('end', watching);
            await publisher.client('end', sending);
        } finally {
            await Promise.all([publisher.close(), viewer.close()]);
        }
    });
}
