package dev.treecast.sdk;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Unsigned LEB128 of at most 5 bytes. */
final class Varint {
    private static final int BYTES_MAX = 5;

    private Varint() {}

    /**
     * @throws IllegalArgumentException when it is longer than 5 bytes
     * @throws BufferUnderflowException when the buffer ends before it
     */
    static long read(ByteBuffer in) {
        long value = 0;
        for (int i = 0; i < BYTES_MAX; i++) {
            byte b = in.get();
            value |= (b & 0x7fL) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint of more than " + BYTES_MAX + " bytes");
    }

    static void write(ByteBuffer out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
