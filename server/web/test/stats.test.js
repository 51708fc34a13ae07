import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inboundStats, NO_READING, outboundStats } from '../pages/assets/stats.js';

const SHARED = [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    { id: 'X', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 9 },
    { id: 'P', type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.012, availableOutgoingBitrate: 3e6 },
    { id: 'L', type: 'local-candidate', protocol: 'udp', candidateType: 'host' },
    { id: 'C', type: 'codec', mimeType: 'video/H264' },
];

/** @param {Record<string, number>} video @param {number} audioBytes */
const inbound = (video, audioBytes) => [
    ...SHARED,
    { id: 'V', type: 'inbound-rtp', kind: 'video', codecId: 'C', frameWidth: 1280, frameHeight: 720, ...video },
    { id: 'A', type: 'inbound-rtp', kind: 'audio', bytesReceived: audioBytes, packetsReceived: 0, packetsLost: 0 },
];

test('should show what happened since the last look, not since the beginning', () => {
    const first = inboundStats(
        inbound({ bytesReceived: 1e6, packetsReceived: 1000, packetsLost: 500, framesDecoded: 300, jitterBufferDelay: 90, jitterBufferEmittedCount: 300, totalDecodeTime: 3 }, 5e4),
        10_000,
        NO_READING,
    );
    assert.equal(first.stats.bitrateBps, 0, 'one look makes no rate');
    const { stats } = inboundStats(
        inbound({ bytesReceived: 1.5e6, packetsReceived: 1380, packetsLost: 520, framesDecoded: 360, jitterBufferDelay: 90.6, jitterBufferEmittedCount: 360, totalDecodeTime: 3.12 }, 6e4),
        12_000,
        first.reading,
    );
    assert.equal(stats.bitrateBps, (8 * 510_000) / 2);
    assert.equal(stats.fps, 30);
    assert.equal(stats.lossRatio, 0.05);
    assert.ok(Math.abs((stats.jitterBufferMs ?? 0) - 10) < 1e-6);
    assert.ok(Math.abs((stats.decodeMs ?? 0) - 2) < 1e-6);
    assert.equal(stats.roundTripMs, 12);
    assert.deepEqual([stats.width, stats.height, stats.codec, stats.path], [1280, 720, 'H264', 'udp host']);
});

test('should not go below zero when a repair arrives late or a counter starts over', () => {
    const { reading } = inboundStats(inbound({ bytesReceived: 900, packetsReceived: 90, packetsLost: 9, framesDecoded: 9 }, 0), 1_000, NO_READING);
    const { stats } = inboundStats(inbound({ bytesReceived: 100, packetsReceived: 100, packetsLost: 5, framesDecoded: 2 }, 0), 2_000, reading);
    assert.deepEqual([stats.bitrateBps, stats.lossRatio, stats.fps], [0, 0, 0]);
});

test('should stand an empty report', () => {
    const { stats } = inboundStats([], 1_000, NO_READING);
    assert.deepEqual([stats.fps, stats.codec, stats.roundTripMs, stats.packetsReceived], [undefined, undefined, undefined, 0]);
    assert.equal(outboundStats([], 1_000, NO_READING).stats.bitrateBps, 0);
});

test('should add up simulcast layers and tell about the largest', () => {
    const outbound = (/** @type {number} */ bytes, /** @type {number} */ frames) => [
        ...SHARED,
        { id: 'q', type: 'outbound-rtp', kind: 'video', bytesSent: bytes, frameHeight: 180, frameWidth: 320, framesEncoded: 1, targetBitrate: 1e5 },
        { id: 'f', type: 'outbound-rtp', kind: 'video', codecId: 'C', bytesSent: bytes, frameHeight: 720, frameWidth: 1280, framesEncoded: frames, targetBitrate: 2e6, qualityLimitationReason: 'cpu', encoderImplementation: 'OpenH264' },
        { id: 'R', type: 'remote-inbound-rtp', kind: 'video', fractionLost: 0.02, roundTripTime: 0.03 },
    ];
    const { reading } = outboundStats(outbound(0, 0), 1_000, NO_READING);
    const { stats } = outboundStats(outbound(125_000, 30), 2_000, reading);
    assert.equal(stats.bitrateBps, 2e6);
    assert.equal(stats.targetBitrateBps, 2.1e6);
    assert.deepEqual(
        [stats.fps, stats.height, stats.limitation, stats.lossRatio, stats.roundTripMs, stats.availableBitrateBps],
        [30, 720, 'cpu', 0.02, 30, 3e6],
    );
});
