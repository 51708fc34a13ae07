package dev.treecast.interaction.protocol;

import java.util.Arrays;

/** Writes big-endian fields into an array that grows. */
public final class ByteWriter {
    private byte[] bytes;
    private int length;

    public ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    public ByteWriter u8(long value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(16, 2 * length));
        }
        bytes[length++] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    public ByteWriter u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    public ByteWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    public ByteWriter f32(float value) {
        return u32(Float.floatToIntBits(value));
    }

    /** Unsigned LEB128 of a number of 32 bits; what is greater is written as the greatest. */
    public ByteWriter varint(long value) {
        long rest = Math.min(value, 0xFFFF_FFFFL);
        while (rest >= 0x80) {
            u8(rest | 0x80);
            rest >>>= 7;
        }
        return u8(rest);
    }

    /**
     * Unsigned LEB128.
     *
     * @param value of 63 bits
     */
    public ByteWriter varlong(long value) {
        long rest = value;
        while (rest >= 0x80) {
            u8(rest | 0x80);
            rest >>>= 7;
        }
        return u8(rest);
    }

    /** A signed number of 62 bits as {@link #varlong}: 0, −1, 1, −2 … are 0, 1, 2, 3 …. */
    public ByteWriter zigzag(long value) {
        return varlong(value << 1 ^ value >> 63);
    }

    public ByteWriter bytes(byte[] data, int offset, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * length));
        }
        System.arraycopy(data, offset, bytes, length, count);
        length += count;
        return this;
    }
}
