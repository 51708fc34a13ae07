package dev.treecast.interaction.protocol;

/** Reads big-endian fields. Reading past the end gives zeros and is remembered: check {@link #isWhole} when done. */
public final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int position;
    private boolean overran;

    public ByteReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    /** Everything was read, and nothing beyond. */
    public boolean isWhole() {
        return !overran && position == end;
    }

    public boolean hasMore() {
        return !overran && position < end;
    }

    public int position() {
        return position;
    }

    public int u8() {
        if (position >= end) {
            overran = true;
            return 0;
        }
        return bytes[position++] & 0xFF;
    }

    public int u16() {
        return u8() << 8 | u8();
    }

    public long u32() {
        return (long) u16() << 16 | u16();
    }

    public long u64() {
        return u32() << 32 | u32();
    }

    public float f32() {
        return Float.intBitsToFloat((int) u32());
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                overran |= value > 0xFFFF_FFFFL;
                return value;
            }
        }
        overran = true;
        return 0;
    }

    /** Unsigned LEB128 of a number of 63 bits. */
    public long varlong() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        overran = true;
        return 0;
    }

    /** A signed number of 62 bits as {@link #varlong}: 0, −1, 1, −2 … are 0, 1, 2, 3 …. */
    public long zigzag() {
        long folded = varlong();
        return folded >>> 1 ^ -(folded & 1);
    }

    /** So many bytes, or none when there are not so many. */
    public byte[] bytes(long count) {
        if (count > end - position) {
            overran = true;
            return new byte[0];
        }
        byte[] result = java.util.Arrays.copyOfRange(bytes, position, position + (int) count);
        position += (int) count;
        return result;
    }
}
