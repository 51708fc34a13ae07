import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ByteReader, ByteWriter } from '../src/bytes.js';
import { readGameFrame, writeGameFrame } from '../src/game-frames.js';
import { readInputFrame, toI16, writeInputFrame } from '../src/input-frame.js';
import { readOutFrame, writePositions, writeTally } from '../src/out-frames.js';

test('varints are LEB128, up to 32 bits, and whatever is longer is refused', () => {
    for (const [value, bytes] of [
        [0, [0]],
        [127, [0x7f]],
        [128, [0x80, 1]],
        [300, [0xac, 2]],
        [0xffff_ffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
    ]) {
        assert.deepEqual([...new ByteWriter().varint(value).toBytes()], bytes);
        assert.equal(new ByteReader(Uint8Array.from(bytes)).varint(), value);
    }
    for (const bytes of [[0xff, 0xff, 0xff, 0xff, 0x1f], [0x80, 0x80, 0x80, 0x80, 0x80, 0], [0x80]]) {
        assert.throws(() => new ByteReader(Uint8Array.from(bytes)).varint(), RangeError);
    }
    for (const value of [-1, 1.5, 2 ** 32]) {
        assert.throws(() => new ByteWriter().varint(value), RangeError);
    }
});

test('an input frame has the layout that the protocol gives it', () => {
    const frame = { seen: 0xfedcba98, records: [
        { control: 7, action: 'press', input: 1 },
        { control: 7, action: 'release', input: 2 },
        { control: 9, action: 'move', x: 1, y: -1, order: 65_535 },
    ] };
    const bytes = writeInputFrame(frame);
    assert.deepEqual([...bytes], [1, 1, 0xfe, 0xdc, 0xba, 0x98, 0, 7, 1, 0, 1, 0, 7, 2, 0, 2, 0, 9, 3, 0x7f, 0xff, 0x80, 1, 0xff, 0xff]);
    assert.deepEqual(readInputFrame(bytes), frame);
    assert.deepEqual([...writeInputFrame({ records: [] })], [1, 0, 0, 0, 0, 0]);
});

test('places outside −1 … 1, and no numbers at all, are brought inside', () => {
    assert.deepEqual([toI16(2), toI16(-2), toI16(NaN), toI16(Infinity), toI16(0)], [32_767, -32_767, 0, 0, 0]);
});

test('frames for viewers and games read as they were written', () => {
    const tally = { control: 3, round: 300, counts: [0, 200, 70_000] };
    assert.deepEqual(readOutFrame(writeTally(tally)), { type: 'tally', ...tally });
    const bytes = Uint8Array.of(1, 2, 3);
    assert.deepEqual(readOutFrame(writePositions(9, bytes)), { type: 'positions', number: 9, bytes });
    assert.throws(() => writePositions(1, new Uint8Array(1_001)), RangeError);
    const frames = [
        { type: 'name', viewer: 200, id: 'v200', name: 'Émile' },
        { type: 'crew', control: 4, sample: { viewer: 200, action: 'press', age: -1 } },
        { type: 'tick', tick: 77, time: 1_800_000_000_000_000, records: [
            { control: 1, received: 12, distinct: 9, dead: false, pressed: { presses: 7, releases: 5, holding: 2 } },
            { control: 2, received: 3, distinct: 3, dead: false,
                moved: { moves: 3, meanX: 0.5, meanY: -0.25, deviationX: 0, deviationY: 1, directions: Array.from({ length: 16 }, (_, at) => at * 17) },
                samples: [{ viewer: 200, action: 'move', x: 1, y: -1, age: 250 }] },
            { control: 3, received: 0, distinct: 0, dead: true },
        ] },
    ];
    for (const frame of frames) {
        assert.deepEqual(readGameFrame(writeGameFrame(frame)), frame);
    }
});

test('frames that were cut off, or are of another kind, are refused and never read beyond their end', () => {
    const whole = [
        [readGameFrame, writeGameFrame({ type: 'name', viewer: 1, id: 'a', name: 'b' })],
        [readOutFrame, writeTally({ control: 1, round: 1, counts: [1, 2] })],
        [readOutFrame, writePositions(1, Uint8Array.of(1, 2))],
        [readInputFrame, writeInputFrame({ records: [{ control: 1, action: 'press', input: 1 }] })],
    ];
    for (const [read, bytes] of whole) {
        assert.ok(read(bytes));
        assert.throws(() => read(bytes.subarray(0, bytes.length - 1)), RangeError);
        assert.throws(() => read(Uint8Array.of(0xee, 0, 0)), RangeError);
        assert.throws(() => read(new Uint8Array()), RangeError);
    }
});

// The layouts that the server and both SDKs hold themselves to, byte by byte.

const vectors = JSON.parse(readFileSync(new URL('../../vectors.json', import.meta.url), 'utf8'));
const I16 = 32_767;
const withFractions = (record) => (record.action === 'move' ? { ...record, x: record.x / I16, y: record.y / I16 } : record);
const asSample = ({ ageMs, ...sample }) => ({ ...withFractions(sample), age: ageMs });

/** What a vector's fields are in this SDK's own words, by its kind of message. */
const OURS = {
    input: ({ seen, records }) => ({ ...(seen === null ? {} : { seen }), records: records.map(withFractions) }),
    tally: (fields) => ({ type: 'tally', ...fields }),
    positions: ({ number, data }) => ({ type: 'positions', number, bytes: new Uint8Array(Buffer.from(data, 'hex')) }),
    crew: ({ control, sample }) => ({ type: 'crew', control, sample: asSample(sample) }),
    names: (fields) => ({ type: 'name', ...fields }),
    tick: ({ tick, time, records }) => ({
        type: 'tick',
        tick,
        time,
        records: records.map(({ control, received, distinct, presses, moves, samples, dead = false }) => ({
            control,
            received,
            distinct,
            dead,
            ...(presses && { pressed: presses }),
            ...(moves && { moved: moves }),
            ...(samples && { samples: samples.map(asSample) }),
        })),
    }),
};
const READ = { input: readInputFrame, tally: readOutFrame, positions: readOutFrame, crew: readGameFrame, names: readGameFrame, tick: readGameFrame };
const WRITE = {
    input: writeInputFrame,
    tally: writeTally,
    positions: ({ number, bytes }) => writePositions(number, bytes),
    crew: writeGameFrame,
    names: writeGameFrame,
    tick: writeGameFrame,
};

for (const { name, message, hex, fields } of vectors) {
    test(`golden vector, ${message}: ${name}`, () => {
        const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
        const ours = OURS[message](fields);
        assert.deepEqual(READ[message](bytes), ours);
        assert.equal(Buffer.from(WRITE[message](ours)).toString('hex'), hex);
    });
}
