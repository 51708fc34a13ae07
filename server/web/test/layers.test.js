import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerBitrateBps, layerEncodings } from '../pages/assets/layers.js';

const wish = { layers: 3, maxBitrateBps: 2_500_000, maxFps: 30, codec: 'VP8', height: 720 };

test('should send three sizes, the smallest first, within the bitrate', () => {
    const encodings = layerEncodings(wish);
    assert.deepEqual(
        encodings.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy]),
        [['q', 4], ['h', 2], ['f', 1]],
    );
    assert.equal(encodings.reduce((sum, encoding) => sum + (encoding.maxBitrate ?? 0), 0), wish.maxBitrateBps);
    assert.ok(encodings.every((encoding) => encoding.maxFramerate === 30 && !('scalabilityMode' in encoding)));
});

test('should keep VP9 and AV1 from making spatial layers of them', () => {
    for (const codec of ['VP9', 'av1']) {
        assert.ok(layerEncodings({ ...wish, codec }).every((encoding) => /** @type {any} */ (encoding).scalabilityMode === 'L1T1'));
    }
});

test('should send one size of a small picture, or when asked to', () => {
    assert.deepEqual(layerEncodings({ ...wish, height: 360 }), [{ maxBitrate: 2_500_000, maxFramerate: 30 }]);
    assert.deepEqual(layerEncodings({ layers: 1, maxBitrateBps: 1_000_000 }), [{ maxBitrate: 1_000_000 }]);
});

test('should let viewers have fewer pictures of one size where the codec can', () => {
    for (const codec of ['VP9', 'AV1']) {
        assert.deepEqual(layerEncodings({ ...wish, layers: 1, codec }), [{ maxBitrate: 2_500_000, maxFramerate: 30, scalabilityMode: 'L1T3' }]);
    }
    assert.ok(layerEncodings({ ...wish, layers: 1, codec: 'H264' }).every((encoding) => !('scalabilityMode' in encoding)));
});

test('should leave no layer without bits', () => {
    assert.equal(layerBitrateBps('q', 500_000), 100_000);
    assert.equal(layerBitrateBps(undefined, 500_000), 500_000);
});
