package dev.treecast.tree.sframe;

/**
 * The SFrame header (RFC 9605 section 4.3): key id and counter, both unsigned 64-bit. Values up to 7 stand in the first byte; larger ones follow
 * it in as few bytes as they need.
 *
 * <pre>
 *   0 1 2 3 4 5 6 7
 *  +-+-+-+-+-+-+-+-+------------+------------+
 *  |X|  K  |Y|  C  |   KID...   |   CTR...   |   X, Y: the field holds a length minus one, not the value
 *  +-+-+-+-+-+-+-+-+------------+------------+
 * </pre>
 *
 * An object is what {@link #parse} read last; it is used again for the next.
 */
public final class SFrameHeader {
    /** One byte, and eight for each of the two. */
    public static final int BYTES_MAX = 17;

    private static final int EXTENDED = 8;

    private long keyId;
    private long counter;
    private int length;

    /** Bytes that {@link #write} writes. */
    public static int length(long keyId, long counter) {
        return 1 + extensionBytes(keyId) + extensionBytes(counter);
    }

    /** Writes a header and returns its length. */
    public static int write(long keyId, long counter, byte[] out, int offset) {
        int keyIdBytes = extensionBytes(keyId);
        int counterBytes = extensionBytes(counter);
        out[offset] = (byte) (field(keyId, keyIdBytes) << 4 | field(counter, counterBytes));
        writeInteger(keyId, keyIdBytes, out, offset + 1);
        writeInteger(counter, counterBytes, out, offset + 1 + keyIdBytes);
        return 1 + keyIdBytes + counterBytes;
    }

    /** Reads a header; false where it is cut off or not in its shortest form. */
    public boolean parse(byte[] in, int offset, int available) {
        if (available < 1) {
            return false;
        }
        int keyIdField = in[offset] >> 4 & 0xf;
        int counterField = in[offset] & 0xf;
        int keyIdBytes = keyIdField < EXTENDED ? 0 : keyIdField - EXTENDED + 1;
        int counterBytes = counterField < EXTENDED ? 0 : counterField - EXTENDED + 1;
        length = 1 + keyIdBytes + counterBytes;
        if (available < length) {
            return false;
        }
        keyId = keyIdBytes == 0 ? keyIdField : readInteger(in, offset + 1, keyIdBytes);
        counter = counterBytes == 0 ? counterField : readInteger(in, offset + 1 + keyIdBytes, counterBytes);
        return extensionBytes(keyId) == keyIdBytes && extensionBytes(counter) == counterBytes;
    }

    public long keyId() {
        return keyId;
    }

    public long counter() {
        return counter;
    }

    /** Bytes of the header itself. */
    public int length() {
        return length;
    }

    private static int extensionBytes(long value) {
        return value >>> 3 == 0 ? 0 : (Long.SIZE + 7 - Long.numberOfLeadingZeros(value)) >>> 3;
    }

    private static int field(long value, int extensionBytes) {
        return extensionBytes == 0 ? (int) value : EXTENDED + extensionBytes - 1;
    }

    private static void writeInteger(long value, int bytes, byte[] out, int offset) {
        for (int i = bytes - 1; i >= 0; i--) {
            out[offset + bytes - 1 - i] = (byte) (value >>> (i << 3));
        }
    }

    private static long readInteger(byte[] in, int offset, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (in[offset + i] & 0xff);
        }
        return value;
    }
}
