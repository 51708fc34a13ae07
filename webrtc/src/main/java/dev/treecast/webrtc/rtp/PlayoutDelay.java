package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * playout-delay (<a
 * href="https://webrtc.googlesource.com/src/+/refs/heads/main/docs/native-code/rtp-hdrext/playout-delay/README.md">its page
 * at webrtc.org</a>): bounds of the receiver's delay before it shows a frame, in 10 ms steps. {0, 0} means at once.
 *
 * <pre>
 * |       MIN delay, 12 bits      |       MAX delay, 12 bits      |
 * </pre>
 */
public final class PlayoutDelay {
    /** Bytes. */
    public static final int LENGTH = 3;

    private static final int STEP_MS = 10;
    /** 40.95 s. */
    public static final int DELAY_MS_MAX = 4095 * STEP_MS;

    private PlayoutDelay() {}

    /** The 24 bits, for {@link RtpWriter#extension(int, long, int)}; both are cut to {@link #DELAY_MS_MAX}. */
    public static int encode(int delayMsMin, int delayMsMax) {
        return steps(delayMsMin) << 12 | steps(delayMsMax);
    }

    private static int steps(int delayMs) {
        return Math.clamp(delayMs, 0, DELAY_MS_MAX) / STEP_MS;
    }

    public static int delayMsMin(byte[] b, int off) {
        return (NetworkOrder.unsigned24(b, off) >>> 12) * STEP_MS;
    }

    public static int delayMsMax(byte[] b, int off) {
        return (NetworkOrder.unsigned24(b, off) & 0xfff) * STEP_MS;
    }

    public static int write(byte[] out, int off, int delayMsMin, int delayMsMax) {
        NetworkOrder.put24(out, off, encode(delayMsMin, delayMsMax));
        return LENGTH;
    }
}
