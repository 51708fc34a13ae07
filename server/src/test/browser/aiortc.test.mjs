// aiortc, a WebRTC stack that shares no code with the browsers: DTLS 1.2 and SRTP_AES128_CM_SHA1_80 only.
//
// Its offer gives header extension id 2 two meanings in one bundle (abs-send-time for video, ssrc-audio-level for audio), which BUNDLE
// (RFC 8843) forbids, and its receiver ends when audio then comes with an id 2: an answer must keep only one of them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hasAiortc, startAiortc } from './harness/aiortc.mjs';
import { rig } from './harness/rig.mjs';
import { MISREADS_MAX, until } from './harness/wait.mjs';

const stage = rig();
const skip = !hasAiortc() && 'python3-aiortc is not installed';

test('aiortc publishes VP8 and Opus, Chromium watches', { skip, timeout: 180_000 }, async (t) => {
    const publisher = startAiortc('publish', stage.server.whip('aiortc'), 'test');
    const page = await stage.open();
    try {
        await until('aiortc is connected', () => publisher.report().connectionState === 'connected');
        await until('the stream is live', async () => (await stage.server.stream('aiortc'))?.live);
        const watching = await page.client('watch', stage.server.whep('aiortc'));
        await until('the picture moves', async () => publisher.report() && (await page.client('seen', watching)).frames >= 45);
        await until('sound is heard', async () => (await page.client('statistics', watching)).audioEnergy > 0);
        const seen = await page.client('seen', watching);
        const statistics = await page.client('statistics', watching);
        assert.ok(seen.misreads <= seen.frames * MISREADS_MAX, `${seen.misreads} of ${seen.frames} pictures misread, at ${seen.misreadAt}`);
        assert.ok(seen.pictureAgeMs < 3_000, `the picture is ${seen.pictureAgeMs} ms old`);
        assert.equal(statistics.videoCodec, 'video/VP8');
        // Each side has a cipher of its own: the publisher's is not the viewer's.
        assert.match(statistics.srtpCipher, /^(SRTP_)?AEAD_AES_128_GCM$/);
        t.diagnostic(`joined in ${Math.round(seen.joinMs)} ms, ${statistics.framesDecoded} frames`);
        await page.client('end', watching);
        assert.equal(await publisher.stop(), 0, publisher.errors());
        await until('the stream is gone', async () => !(await stage.server.stream('aiortc'))?.live);
    } finally {
        await publisher.stop();
        await page.close();
    }
});

test('Chromium publishes VP8 and Opus, aiortc watches', { skip, timeout: 180_000 }, async (t) => {
    const page = await stage.open();
    let viewer;
    try {
        const sending = await page.client('publish', stage.server.whip('to-aiortc'), { key: 'test' });
        await until('the stream is live', async () => (await stage.server.stream('to-aiortc'))?.live);
        viewer = startAiortc('watch', stage.server.whep('to-aiortc'));
        await until('aiortc decodes video', () => viewer.report().frames >= 45);
        await until('aiortc decodes audio', () => viewer.report().audioFrames >= 50);
        const report = viewer.report();
        assert.ok(report.misreads <= report.frames * MISREADS_MAX, `${report.misreads} of ${report.frames} misread`);
        assert.deepEqual(report.size, [640, 360]);
        assert.ok(report.pictureAgeMs < 3_000, `the picture is ${report.pictureAgeMs} ms old`);
        t.diagnostic(JSON.stringify(report));
        assert.equal(await viewer.stop(), 0, viewer.errors());
        await page.client('end', sending);
    } finally {
        await viewer?.stop();
        await page.close();
    }
});
