import { ByteReader, ByteWriter } from './bytes.js';
import { fromI16, toI16 } from './input-frame.js';

/**
 * What the server sends to a game in binary.
 *
 * @typedef {object} Sample one input of one viewer
 * @property {number} viewer stands for a viewer within this connection; a `names` frame came before
 * @property {'press' | 'release' | 'move'} action
 * @property {number} [x]
 * @property {number} [y]
 * @property {number} age milliseconds between the frame that the viewer saw and now; −1 where unknown
 *
 * @typedef {object} TickRecord what all viewers did to one control in one tick
 * @property {number} control its number
 * @property {number} received inputs that were folded into this record
 * @property {number} distinct viewers, estimated above 1,000
 * @property {{ presses: number, releases: number, holding: number }} [pressed]
 * @property {{ moves: number, meanX: number, meanY: number, deviationX: number, deviationY: number, directions: number[] }} [moved]
 *     `directions`: 16 shares of 255; sector 0 is +x, counter-clockwise
 * @property {Sample[]} [samples]
 * @property {boolean} dead the dead-man time ran out: all sticks are neutral
 *
 * @typedef {{ type: 'tick', tick: number, time: number, records: TickRecord[] }} TickFrame
 * @typedef {{ type: 'crew', control: number, sample: Sample }} CrewFrame
 * @typedef {{ type: 'name', viewer: number, id: string, name: string }} NameFrame
 */

export const TICK = 0x10;
export const CREW = 0x11;
export const NAME = 0x12;
export const SECTORS = 16;

const PRESSES = 0x01;
const MOVES = 0x02;
const SAMPLES = 0x04;
const DEAD = 0x08;
/** @type {readonly Sample['action'][]} */
const ACTIONS = ['press', 'release', 'move'];

/**
 * ```
 * u8 0x10, u32 tick, u64 time, varint records, then per record:
 *   u16 control, u8 fields (bit 0 presses, 1 moves, 2 samples, 3 dead), varint received, varint distinct
 *   bit 0: varint presses, varint releases, varint holding
 *   bit 1: varint moves, f32 mean x, f32 mean y, f32 deviation x, f32 deviation y, 16 × u8 directions
 *   bit 2: u8 count, count × sample
 * sample: varint viewer, u8 action, move: i16 x, i16 y, then i32 age
 * u8 0x11, u16 control, sample
 * u8 0x12, varint viewer, u8 length, id in ASCII, u8 length, name in UTF-8
 * ```
 *
 * @param {Uint8Array} bytes
 * @returns {TickFrame | CrewFrame | NameFrame}
 * @throws {RangeError} where they are none of them
 */
export function readGameFrame(bytes) {
    const reader = new ByteReader(bytes);
    const type = reader.u8();
    switch (type) {
        case TICK: {
            const tick = reader.u32();
            const time = reader.u64();
            const count = reader.varint();
            /** @type {TickRecord[]} */
            const records = [];
            for (let index = 0; index < count; index++) {
                records.push(readRecord(reader));
            }
            return { type: 'tick', tick, time, records };
        }
        case CREW:
            return { type: 'crew', control: reader.u16(), sample: readSample(reader) };
        case NAME: {
            const viewer = reader.varint();
            const id = reader.text(reader.u8());
            return { type: 'name', viewer, id, name: reader.text(reader.u8()) };
        }
        default:
            throw new RangeError(`There is no frame ${type} for a game.`);
    }
}

/** @param {ByteReader} reader @returns {TickRecord} */
function readRecord(reader) {
    const control = reader.u16();
    const fields = reader.u8();
    /** @type {TickRecord} */
    const record = { control, received: reader.varint(), distinct: reader.varint(), dead: (fields & DEAD) !== 0 };
    if (fields & PRESSES) {
        record.pressed = { presses: reader.varint(), releases: reader.varint(), holding: reader.varint() };
    }
    if (fields & MOVES) {
        record.moved = {
            moves: reader.varint(),
            meanX: reader.f32(),
            meanY: reader.f32(),
            deviationX: reader.f32(),
            deviationY: reader.f32(),
            directions: [...reader.bytes(SECTORS)],
        };
    }
    if (fields & SAMPLES) {
        record.samples = Array.from({ length: reader.u8() }, () => readSample(reader));
    }
    return record;
}

/** @param {ByteReader} reader @returns {Sample} */
function readSample(reader) {
    const viewer = reader.varint();
    const action = ACTIONS[reader.u8() - 1];
    if (action === undefined) {
        throw new RangeError('A sample has an unknown action.');
    }
    const place = action === 'move' ? { x: fromI16(reader.i16()), y: fromI16(reader.i16()) } : {};
    return { viewer, action, ...place, age: reader.i32() };
}

/** For tests and for servers that imitate one. @param {TickFrame | CrewFrame | NameFrame} frame */
export function writeGameFrame(frame) {
    const writer = new ByteWriter();
    switch (frame.type) {
        case 'tick':
            writer.u8(TICK).u32(frame.tick).u64(frame.time).varint(frame.records.length);
            frame.records.forEach((record) => writeRecord(writer, record));
            break;
        case 'crew':
            writeSample(writer.u8(CREW).u16(frame.control), frame.sample);
            break;
        case 'name':
            writer.u8(NAME).varint(frame.viewer).shortText(frame.id).shortText(frame.name);
            break;
    }
    return writer.toBytes();
}

/** @param {ByteWriter} writer @param {TickRecord} record */
function writeRecord(writer, { control, received, distinct, pressed, moved, samples, dead }) {
    const fields = (pressed ? PRESSES : 0) | (moved ? MOVES : 0) | (samples ? SAMPLES : 0) | (dead ? DEAD : 0);
    writer.u16(control).u8(fields).varint(received).varint(distinct);
    if (pressed) {
        writer.varint(pressed.presses).varint(pressed.releases).varint(pressed.holding);
    }
    if (moved) {
        writer.varint(moved.moves).f32(moved.meanX).f32(moved.meanY).f32(moved.deviationX).f32(moved.deviationY);
        writer.bytes(Uint8Array.from(moved.directions));
    }
    if (samples) {
        writer.u8(samples.length);
        samples.forEach((sample) => writeSample(writer, sample));
    }
}

/** @param {ByteWriter} writer @param {Sample} sample */
function writeSample(writer, { viewer, action, x = 0, y = 0, age }) {
    writer.varint(viewer).u8(ACTIONS.indexOf(action) + 1);
    if (action === 'move') {
        writer.i16(toI16(x)).i16(toI16(y));
    }
    writer.i32(age);
}
