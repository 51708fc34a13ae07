import { ByteReader, ByteWriter } from './bytes.js';

/**
 * What the server sends on `out`.
 *
 * @typedef {{ type: 'tally', control: number, round: number, counts: number[] }} TallyFrame
 * @typedef {{ type: 'positions', number: number, bytes: Uint8Array }} PositionsFrame
 */

export const TALLY = 0x02;
export const POSITIONS = 0x03;
/** Of the game's own bytes in one positions frame. */
export const POSITIONS_BYTES_MAX = 1_000;

/**
 * `u8 0x02, u16 control, varint round, u8 options, options × varint count`, or
 * `u8 0x03, u32 number, varint length, bytes`.
 *
 * @param {Uint8Array} bytes
 * @returns {TallyFrame | PositionsFrame}
 * @throws {RangeError} where they are neither
 */
export function readOutFrame(bytes) {
    const reader = new ByteReader(bytes);
    const type = reader.u8();
    if (type === TALLY) {
        const control = reader.u16();
        const round = reader.varint();
        const counts = Array.from({ length: reader.u8() }, () => reader.varint());
        return { type: 'tally', control, round, counts };
    }
    if (type === POSITIONS) {
        const number = reader.u32();
        return { type: 'positions', number, bytes: reader.bytes(reader.varint()) };
    }
    throw new RangeError(`There is no frame ${type} on this channel.`);
}

/** @param {{ control: number, round: number, counts: number[] }} tally */
export function writeTally({ control, round, counts }) {
    const writer = new ByteWriter().u8(TALLY).u16(control).varint(round).u8(counts.length);
    counts.forEach((count) => writer.varint(count));
    return writer.toBytes();
}

/** The same frame from game to server and from server to viewer. @param {number} number @param {Uint8Array} bytes */
export function writePositions(number, bytes) {
    if (bytes.length > POSITIONS_BYTES_MAX) {
        throw new RangeError(`Positions have ${bytes.length} bytes; ${POSITIONS_BYTES_MAX} are the most.`);
    }
    return new ByteWriter().u8(POSITIONS).u32(number >>> 0).varint(bytes.length).bytes(bytes).toBytes();
}
