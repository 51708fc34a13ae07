// One Chromium page publishes, two others watch: every codec that the server passes through, with Opus beside it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { until } from './harness/wait.mjs';

const stage = rig();
const FRAMES = 60;

for (const codec of ['H264', 'VP8', 'VP9', 'AV1']) {
    test(`Chromium publishes ${codec} and Opus, two viewers see and hear it`, { timeout: 60_000 }, async (t) => {
        const stream = `codec-${codec.toLowerCase()}`;
        const [publisher, ...viewers] = await Promise.all([stage.open(), stage.open(), stage.open()]);
        try {
            const sending = await publisher.client('publish', stage.server.whip(stream), { key: 'test', mimeType: `video/${codec}` });
            await until('the stream is live', async () => (await stage.server.stream(stream))?.live);
            const watching = await Promise.all(viewers.map((page) => page.client('watch', stage.server.whep(stream))));
            for (const [i, page] of viewers.entries()) {
                await until(`viewer ${i} sees the picture move`, async () => (await page.client('seen', watching[i])).frames >= FRAMES);
                await until(`viewer ${i} hears the tone`, async () => (await page.client('statistics', watching[i])).audioEnergy > 0);
                const since = await page.client('now');
                await until(`viewer ${i} sees the present`, async () => (await page.client('seen', watching[i], since)).fresh);
                const seen = await page.client('seen', watching[i]);
                const statistics = await page.client('statistics', watching[i]);
                assert.equal(seen.misreads, 0, `misread at frame ${seen.misreadAt}`);
                assert.deepEqual([seen.width, seen.height], [640, 360]);
                assert.ok(seen.pictureAgeMs < 1_000, `viewer ${i}'s picture is ${seen.pictureAgeMs} ms old`);
                assert.equal(statistics.videoCodec, `video/${codec}`);
                assert.ok(statistics.framesDecoded >= FRAMES);
                assertTransport(statistics);
                t.diagnostic(`viewer ${i}: joined in ${Math.round(seen.joinMs)} ms, ${statistics.framesDecoded} frames, ${statistics.audioPackets} audio packets, ${statistics.srtpCipher}`);
            }
            assertTransport(await publisher.client('statistics', sending));
            assert.equal((await stage.server.stream(stream)).viewers, 2);
            await Promise.all(viewers.map((page, i) => page.client('end', watching[i])));
            await publisher.client('end', sending);
            await until('the stream is gone', async () => !(await stage.server.stream(stream))?.live);
        } finally {
            await Promise.all([publisher, ...viewers].map((page) => page.close()));
        }
    });
}

/** Chromium offers AEAD_AES_128_GCM, and the server is to choose it; DTLS 1.2 is FE FD on the wire. */
function assertTransport({ srtpCipher, tlsVersion, dtlsState }) {
    assert.match(srtpCipher, /^(SRTP_)?AEAD_AES_128_GCM$/);
    assert.equal(tlsVersion, 'FEFD');
    assert.equal(dtlsState, 'connected');
}
