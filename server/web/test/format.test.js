import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../pages/assets/format.js';

test('should write numbers as people read them', () => {
    assert.deepEqual([0, 64_400, 999_400, 999_600, 2_480_000, 12_300_000, 8_352e6].map(format.bitrate), [
        '0 kbit/s', '64 kbit/s', '999 kbit/s', '1.0 Mbit/s', '2.5 Mbit/s', '12 Mbit/s', '8.4 Gbit/s',
    ]);
    assert.deepEqual([0.4, 87.6, 1_234].map(format.milliseconds), ['0 ms', '88 ms', '1.2 s']);
    assert.deepEqual([0, 0.0004, 0.012, 0.2].map(format.percent), ['0 %', '0.0 %', '1.2 %', '20 %']);
    assert.deepEqual([0, 59.9, 61, 3_723].map(format.clock), ['0:00', '0:59', '1:01', '1:02:03']);
    assert.deepEqual([5, 60, 3_600, 3_900].map(format.duration), ['just started', '1 min', '1 h', '1 h 5 min']);
    assert.deepEqual([0, 1, 1_234, 15_600].map(format.viewers), ['0 viewers', '1 viewer', '1,234 viewers', '16k viewers']);
    assert.deepEqual(['h264', 'VP8', 'av1', undefined].map(format.codec), ['H.264', 'VP8', 'AV1', '–']);
    assert.equal(format.resolution(1280, 720), '1280 × 720');
});

test('should show a dash for what the browser does not say', () => {
    assert.deepEqual(
        [format.bitrate(undefined), format.milliseconds(undefined), format.percent(undefined), format.frameRate(undefined), format.resolution(0, 0)],
        ['–', '–', '–', '–', '–'],
    );
});

test('should write small times finely, and what is added with its sign', () => {
    assert.deepEqual([0, 0.04, 0.37, 9.96, 88.4, 1_234].map((ms) => format.fineMilliseconds(ms)), ['0.0 ms', '0.0 ms', '0.4 ms', '10 ms', '88 ms', '1.2 s']);
    assert.deepEqual([0.37, 0, -0.02, -0.6].map((ms) => format.fineMilliseconds(ms, { signed: true })), ['+0.4 ms', '0.0 ms', '0.0 ms', '−0.6 ms']);
    assert.equal(format.fineMilliseconds(undefined, { signed: true }), '–');
});

test('should write how long something took in its largest unit', () => {
    assert.deepEqual([-1, 0.4, 119, 120, 7_199, 7_200].map(format.span), ['0 s', '0 s', '119 s', '2 min', '119 min', '2 h']);
});
