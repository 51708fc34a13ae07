package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * abs-send-time (<a
 * href="https://webrtc.googlesource.com/src/+/refs/heads/main/docs/native-code/rtp-hdrext/abs-send-time/README.md">its page
 * at webrtc.org</a>): when the packet left, 24 bits in 2^-18 s (3.8 µs) that wrap after 64 s. Only differences mean anything.
 */
public final class AbsoluteSendTime {
    /** Bytes. */
    public static final int LENGTH = 3;

    private static final long NS_PER_WRAP = 64_000_000_000L;

    private AbsoluteSendTime() {}

    /** The 24 bits, for {@link RtpWriter#extension(int, long, int)}, of a clock in nanoseconds with any epoch. */
    public static int fromNs(long ns) {
        return (int) ((Math.floorMod(ns, NS_PER_WRAP) << 18) / 1_000_000_000L) & 0xff_ffff;
    }

    /** How long after {@code from} is {@code to}: −32 s to 32 s, in nanoseconds. */
    public static long differenceNs(int from, int to) {
        return (((to - from) << 8 >> 8) * 1_000_000_000L) >> 18;
    }

    public static int parse(byte[] b, int off) {
        return NetworkOrder.unsigned24(b, off);
    }

    public static int write(byte[] out, int off, int absoluteSendTime) {
        NetworkOrder.put24(out, off, absoluteSendTime);
        return LENGTH;
    }
}
