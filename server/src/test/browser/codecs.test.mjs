// One Chromium page publishes, two viewers in another watch: every codec that the server passes through, with Opus beside it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { MISREADS_MAX, until } from './harness/wait.mjs';

const stage = rig();
const FRAMES = 60;

for (const codec of ['H264', 'VP8', 'VP9', 'AV1']) {
    test(`Chromium publishes ${codec} and Opus, two viewers see and hear it`, { timeout: 180_000 }, async (t) => {
        const stream = `codec-${codec.toLowerCase()}`;
        const [publisher, page] = await Promise.all([stage.open(), stage.open()]);
        await page.bringToFront();
        try {
            const sending = await publisher.client('publish', stage.server.whip(stream), { key: 'test', mimeType: `video/${codec}` });
            await until('the stream is live', async () => (await stage.server.stream(stream))?.live);
            const watching = await Promise.all([0, 1].map(() => page.client('watch', stage.server.whep(stream))));
            for (const i of [0, 1]) {
                await until(`viewer ${i} sees the picture move`, async () => (await page.client('seen', watching[i])).frames >= FRAMES);
                await until(`viewer ${i} hears the tone`, async () => (await page.client('statistics', watching[i])).audioEnergy > 0);
                const since = await page.client('now');
                await until(`viewer ${i} sees the present`, async () => (await page.client('seen', watching[i], since)).fresh);
                const seen = await page.client('seen', watching[i]);
                const statistics = await page.client('statistics', watching[i]);
                assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} pictures misread, at ${seen.misreadAt}`);
                assert.deepEqual([seen.width, seen.height], [640, 360]);
                assert.ok(seen.pictureAgeMs < 3_000, `viewer ${i}'s picture is ${seen.pictureAgeMs} ms old`);
                assert.equal(statistics.videoCodec, `video/${codec}`);
                assert.ok(statistics.framesDecoded >= FRAMES);
                assertTransport(statistics);
                t.diagnostic(`viewer ${i}: joined in ${Math.round(seen.joinMs)} ms, ${statistics.framesDecoded} frames, ${statistics.audioPackets} audio packets, ${statistics.srtpCipher}`);
            }
            assertTransport(await publisher.client('statistics', sending));
            assert.equal((await stage.server.stream(stream)).viewers, 2);
            await Promise.all(watching.map((id) => page.client('end', id)));
            await publisher.client('end', sending);
            await until('the stream is gone', async () => !(await stage.server.stream(stream))?.live);
        } finally {
            await Promise.all([publisher.close(), page.close()]);
        }
    });
}

/** Chromium offers AEAD_AES_128_GCM, and the server is to choose it; DTLS 1.2 is FE FD on the wire. */
function assertTransport({ srtpCipher, tlsVersion, dtlsState }) {
    assert.match(srtpCipher, /^(SRTP_)?AEAD_AES_128_GCM$/);
    assert.equal(tlsVersion, 'FEFD');
    assert.equal(dtlsState, 'connected');
}
