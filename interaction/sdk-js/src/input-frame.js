import { ByteReader, ByteWriter } from './bytes.js';

/**
 * One input of a viewer: `press` and `release` carry `input`, the number of this viewer's discrete inputs, and `move`
 * carries `x`, `y` (−1 … 1) and `order`, the number of this viewer's moves. Both numbers are 16 bits and wrap.
 *
 * @typedef {{ control: number, action: 'press' | 'release', input: number }
 *         | { control: number, action: 'move', x: number, y: number, order: number }} InputRecord
 *
 * @typedef {object} InputFrame
 * @property {number} [seen] RTP timestamp of the video frame last shown, 32 bits
 * @property {InputRecord[]} records
 */

export const INPUT = 0x01;
/** No frame on a viewer's channels is longer. */
export const BINARY_BYTES_MAX = 1_100;

const SEEN_VALID = 0x01;
const PRESS = 1;
const RELEASE = 2;
const MOVE = 3;
const FULL_SCALE = 32_767;

/** @param {number} value −1 … 1; what is outside, or is no number, is brought inside */
export function toI16(value) {
    return Math.round(Math.min(1, Math.max(-1, Number.isFinite(value) ? value : 0)) * FULL_SCALE) + 0;
}

/** @param {number} value */
export function fromI16(value) {
    return Math.max(-1, value / FULL_SCALE);
}

/**
 * ```
 * u8 0x01, u8 flags (bit 0: seen is valid), u32 seen, then records up to the end:
 *   u16 control, u8 action (1 press, 2 release, 3 move)
 *   press, release: u16 input      move: i16 x, i16 y, u16 order
 * ```
 *
 * @param {InputFrame} frame
 */
export function writeInputFrame({ seen, records }) {
    const writer = new ByteWriter()
        .u8(INPUT)
        .u8(seen === undefined ? 0 : SEEN_VALID)
        .u32((seen ?? 0) >>> 0);
    for (const record of records) {
        writer.u16(record.control);
        if (record.action === 'move') {
            writer.u8(MOVE).i16(toI16(record.x)).i16(toI16(record.y)).u16(record.order);
        } else {
            writer.u8(record.action === 'press' ? PRESS : RELEASE).u16(record.input);
        }
    }
    return writer.toBytes();
}

/** @param {Uint8Array} bytes @returns {InputFrame} @throws {RangeError} where they are none */
export function readInputFrame(bytes) {
    const reader = new ByteReader(bytes);
    if (reader.u8() !== INPUT) {
        throw new RangeError('This is no input frame.');
    }
    const isSeenValid = (reader.u8() & SEEN_VALID) !== 0;
    const seen = reader.u32();
    /** @type {InputRecord[]} */
    const records = [];
    while (reader.remaining > 0) {
        const control = reader.u16();
        const action = reader.u8();
        if (action === MOVE) {
            records.push({ control, action: 'move', x: fromI16(reader.i16()), y: fromI16(reader.i16()), order: reader.u16() });
        } else if (action === PRESS || action === RELEASE) {
            records.push({ control, action: action === PRESS ? 'press' : 'release', input: reader.u16() });
        } else {
            throw new RangeError(`There is no action ${action}.`);
        }
    }
    return isSeenValid ? { seen, records } : { records };
}
