// Run by loss.test.mjs inside a network namespace whose one address is TREECAST_MEDIA_HOST.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { rig } from './harness/rig.mjs';
import { KEY } from './harness/server.mjs';
import { until } from './harness/wait.mjs';

const LOSS = Number(process.env.TREECAST_LOSS ?? 0.05);
const SECONDS = Number(process.env.TREECAST_LOSS_SECONDS ?? 20);

const REDUNDANCY = process.env.TREECAST_LOSS_REDUNDANCY ?? 'on';

const stage = rig({ server: { mediaHost: process.env.TREECAST_MEDIA_HOST, flags: ['--audio-redundancy', REDUNDANCY] } });

/** Drops a share of what the server sends; whom it is for makes no difference. */
function lose(port, share) {
    execFileSync('iptables', ['-A', 'INPUT', '-p', 'udp', '--sport', String(port), '-m', 'statistic', '--mode', 'random',
        '--probability', String(share), '-j', 'DROP'], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** What the viewer's connection says of itself. */
const stats = (page) => page.evaluate(async () => {
    const report = await window.statsOf();
    const all = [...report.values()];
    const of = (kind, type) => all.find((entry) => entry.type === type && entry.kind === kind) ?? {};
    return {
        video: of('video', 'inbound-rtp'),
        audio: of('audio', 'inbound-rtp'),
        remoteVideo: of('video', 'remote-outbound-rtp'),
        audioCodec: all.find((entry) => entry.id === of('audio', 'inbound-rtp').codecId)?.mimeType,
    };
});

async function metric(name) {
    const text = await (await fetch(`${stage.server.origin}/metrics`)).text();
    return text.split('\n').filter((line) => line.startsWith(name)).map((line) => Number(line.split(' ').at(-1))).reduce((sum, each) => sum + each, 0);
}

test('lost video comes again, lost sound is in the next packet', { timeout: 150_000 }, async (t) => {
    const publisher = await stage.open();
    await publisher.client('publish', stage.server.whip('lossy'), { key: KEY, mimeType: 'video/VP8' });
    await until('the stream is live', async () => (await stage.server.stream('lossy'))?.live);

    const page = await stage.chromium.browser.newPage();
    await page.evaluateOnNewDocument(() => {
        const Original = window.RTCPeerConnection;
        window.RTCPeerConnection = class extends Original {
            constructor(...args) {
                super(...args);
                window.statsOf = () => this.getStats();
                window.offerOf = () => this.localDescription.sdp;
                window.answerOf = () => this.remoteDescription.sdp;
            }
        };
    });
    await page.goto(`${stage.server.origin}/watch/lossy`);
    await until('the picture moves', async () => (await page.evaluate(() => window.statsOf !== undefined)) && (await stats(page)).video.framesDecoded > 30);
    const answer = await page.evaluate(() => window.answerOf());
    assert.equal(/a=rtpmap:\d+ red\/48000\/2/.test(answer), REDUNDANCY === 'on', 'the answer takes redundancy');
    assert.match(answer, /a=rtcp-fb:\d+ rrtr/, 'the answer takes reference times');

    const { mediaPort } = stage.server;
    for (let port = mediaPort; port < mediaPort + 8; port++) lose(port, LOSS);
    const before = await stats(page);
    await until('it has watched for a while', async () => (await stats(page)).video.timestamp - before.video.timestamp > SECONDS * 1_000, { timeoutMs: SECONDS * 1_000 + 30_000 });
    const after = await stats(page);

    const gained = (kind, key) => (after[kind][key] ?? 0) - (before[kind][key] ?? 0);
    const concealed = gained('audio', 'concealedSamples') / gained('audio', 'totalSamplesReceived');
    t.diagnostic(JSON.stringify({
        seconds: SECONDS, loss: LOSS,
        audio: { codec: after.audioCodec, packets: gained('audio', 'packetsReceived'), lost: gained('audio', 'packetsLost'),
            bytes: gained('audio', 'bytesReceived'), concealed, events: gained('audio', 'concealmentEvents') },
        video: { packets: gained('video', 'packetsReceived'), retransmitted: gained('video', 'retransmittedPacketsReceived'), nacks: gained('video', 'nackCount'),
            lost: gained('video', 'packetsLost'), plis: gained('video', 'pliCount'), frames: gained('video', 'framesDecoded'),
            freezes: gained('video', 'freezeCount'), frozen: gained('video', 'totalFreezesDuration') },
        roundTrip: after.remoteVideo.roundTripTime, roundTripMeasurements: after.remoteVideo.roundTripTimeMeasurements,
        repeated: await metric('treecast_repair_repeated_packets_total'), doubled: await metric('treecast_repair_doubled_packets_total'),
        refused: await metric('treecast_repair_refused_packets_total'),
    }));
    assert.ok(gained('audio', 'packetsLost') > SECONDS * 50 * LOSS / 3, 'sound was lost on the way');
    const lost = gained('audio', 'packetsLost');
    const events = gained('audio', 'concealmentEvents');
    // Without redundancy each loss is one, but for those that follow each other; a busy machine adds some of its own.
    assert.ok(REDUNDANCY !== 'on' || events < lost / 2, `${events} of ${lost} losses are heard`);
    assert.ok(after.remoteVideo.roundTripTimeMeasurements > 0, 'the viewer knows the round trip');
    assert.equal(gained('video', 'pliCount'), 0, 'no keyframe was needed');
    assert.ok(gained('video', 'framesDecoded') > SECONDS * 10, `only ${gained('video', 'framesDecoded')} frames`);
    assert.ok(await metric('treecast_repair_repeated_packets_total') > 10, 'they are counted');
});
