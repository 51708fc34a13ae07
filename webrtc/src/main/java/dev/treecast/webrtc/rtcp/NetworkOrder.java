package dev.treecast.webrtc.rtcp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Integers in network byte order (RFC 1700) inside a {@code byte[]}. The Java type is signed; where the name says
 * unsigned, the value is widened. An index outside the array is an {@link IndexOutOfBoundsException}: callers check
 * bounds once, before.
 */
public final class NetworkOrder {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {}

    public static int unsigned8(byte[] b, int off) {
        return b[off] & 0xff;
    }

    public static int unsigned16(byte[] b, int off) {
        return (short) SHORT.get(b, off) & 0xffff;
    }

    public static int unsigned24(byte[] b, int off) {
        return unsigned8(b, off) << 16 | unsigned16(b, off + 1);
    }

    public static int int32(byte[] b, int off) {
        return (int) INT.get(b, off);
    }

    public static long unsigned32(byte[] b, int off) {
        return (int) INT.get(b, off) & 0xffff_ffffL;
    }

    public static long int64(byte[] b, int off) {
        return (long) LONG.get(b, off);
    }

    /** Writes the low 16 bits. */
    public static void put16(byte[] b, int off, int value) {
        SHORT.set(b, off, (short) value);
    }

    /** Writes the low 24 bits. */
    public static void put24(byte[] b, int off, int value) {
        b[off] = (byte) (value >>> 16);
        put16(b, off + 1, value);
    }

    public static void put32(byte[] b, int off, int value) {
        INT.set(b, off, value);
    }

    public static void put64(byte[] b, int off, long value) {
        LONG.set(b, off, value);
    }
}
