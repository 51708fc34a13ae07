/** Big-endian bytes and `varint` (unsigned LEB128 of at most 5 bytes, value below 2³²), as the binary frames have them. */

const VARINT_BYTES_MAX = 5;
const U32_MAX = 0xffff_ffff;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Reads from the front of some bytes. Every read beyond their end throws a `RangeError`: the frame is malformed. */
export class ByteReader {
    #bytes;
    #view;
    #offset = 0;

    /** @param {Uint8Array} bytes */
    constructor(bytes) {
        this.#bytes = bytes;
        this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }

    get remaining() {
        return this.#view.byteLength - this.#offset;
    }

    /** @param {number} length */
    #take(length) {
        const at = this.#offset;
        this.#offset += length;
        return at;
    }

    u8() {
        return this.#view.getUint8(this.#take(1));
    }

    u16() {
        return this.#view.getUint16(this.#take(2));
    }

    i16() {
        return this.#view.getInt16(this.#take(2));
    }

    u32() {
        return this.#view.getUint32(this.#take(4));
    }

    i32() {
        return this.#view.getInt32(this.#take(4));
    }

    /** A number, exact below 2⁵³: stream time in microseconds stays below that until the year 2255. */
    u64() {
        return Number(this.#view.getBigUint64(this.#take(8)));
    }

    f32() {
        return this.#view.getFloat32(this.#take(4));
    }

    varint() {
        let value = 0;
        for (let index = 0; index < VARINT_BYTES_MAX; index++) {
            const byte = this.u8();
            value += (byte & 0x7f) * 2 ** (7 * index);
            if (byte < 0x80) {
                if (value > U32_MAX) {
                    break;
                }
                return value;
            }
        }
        throw new RangeError('A varint is longer than 32 bits.');
    }

    /** @param {number} length @returns {Uint8Array} a view, not a copy */
    bytes(length) {
        if (length > this.remaining) {
            throw new RangeError('The frame ends too early.');
        }
        const at = this.#take(length);
        return this.#bytes.subarray(at, at + length);
    }

    /** @param {number} length in bytes */
    text(length) {
        return decoder.decode(this.bytes(length));
    }
}

/** Writes into a buffer that grows. */
export class ByteWriter {
    #view = new DataView(new ArrayBuffer(64));
    #length = 0;

    get length() {
        return this.#length;
    }

    /** @param {number} more @returns {number} where they go */
    #room(more) {
        const at = this.#length;
        this.#length += more;
        if (this.#length > this.#view.byteLength) {
            const grown = new Uint8Array(Math.max(this.#length, 2 * this.#view.byteLength));
            grown.set(new Uint8Array(this.#view.buffer, 0, at));
            this.#view = new DataView(grown.buffer);
        }
        return at;
    }

    /** @param {number} value */
    u8(value) {
        const at = this.#room(1);
        this.#view.setUint8(at, value);
        return this;
    }

    /** @param {number} value */
    u16(value) {
        const at = this.#room(2);
        this.#view.setUint16(at, value);
        return this;
    }

    /** @param {number} value */
    i16(value) {
        const at = this.#room(2);
        this.#view.setInt16(at, value);
        return this;
    }

    /** @param {number} value */
    u32(value) {
        const at = this.#room(4);
        this.#view.setUint32(at, value);
        return this;
    }

    /** @param {number} value */
    i32(value) {
        const at = this.#room(4);
        this.#view.setInt32(at, value);
        return this;
    }

    /** @param {number} value below 2⁵³ */
    u64(value) {
        const at = this.#room(8);
        this.#view.setBigUint64(at, BigInt(value));
        return this;
    }

    /** @param {number} value */
    f32(value) {
        const at = this.#room(4);
        this.#view.setFloat32(at, value);
        return this;
    }

    /** @param {number} value below 2³² */
    varint(value) {
        if (!Number.isInteger(value) || value < 0 || value > U32_MAX) {
            throw new RangeError(`A varint cannot be ${value}.`);
        }
        let rest = value;
        while (rest >= 0x80) {
            this.u8((rest % 0x80) + 0x80);
            rest = Math.floor(rest / 0x80);
        }
        return this.u8(rest);
    }

    /** @param {Uint8Array} bytes */
    bytes(bytes) {
        const at = this.#room(bytes.length);
        new Uint8Array(this.#view.buffer).set(bytes, at);
        return this;
    }

    /** A length in one byte, then UTF-8. @param {string} text of at most 255 bytes */
    shortText(text) {
        const bytes = encoder.encode(text);
        if (bytes.length > 0xff) {
            throw new RangeError('The text is longer than 255 bytes.');
        }
        return this.u8(bytes.length).bytes(bytes);
    }

    /** @returns {Uint8Array<ArrayBuffer>} a copy of what was written */
    toBytes() {
        return new Uint8Array(/** @type {ArrayBuffer} */ (this.#view.buffer).slice(0, this.#length));
    }
}
