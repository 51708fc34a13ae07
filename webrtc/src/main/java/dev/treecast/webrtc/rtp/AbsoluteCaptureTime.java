package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.NetworkOrder;

/**
 * abs-capture-time (<a
 * href="https://webrtc.googlesource.com/src/+/refs/heads/main/docs/native-code/rtp-hdrext/abs-capture-time/README.md">its
 * page at webrtc.org</a>): when the frame was captured, by the capturing machine's clock.
 *
 * <pre>
 * | absolute capture timestamp: NTP, 64 bits                      |
 * | estimated capture clock offset: signed 32.32, 64 bits         |  optional
 * </pre>
 *
 * <p>The offset says how far the capturer's clock is ahead of the clock of the sender that put it there.
 */
public final class AbsoluteCaptureTime {
    /** Bytes of the short form. */
    public static final int LENGTH = 8;

    public static final int LENGTH_WITH_CLOCK_OFFSET = 16;

    private AbsoluteCaptureTime() {}

    public static boolean isValid(int extensionLength) {
        return extensionLength == LENGTH || extensionLength == LENGTH_WITH_CLOCK_OFFSET;
    }

    public static boolean hasClockOffset(int extensionLength) {
        return extensionLength == LENGTH_WITH_CLOCK_OFFSET;
    }

    /** See {@link dev.treecast.webrtc.rtcp.NtpTimestamp}. */
    public static long ntpTimestamp(byte[] b, int off) {
        return NetworkOrder.int64(b, off);
    }

    /** Signed, 2^-32 s. */
    public static long clockOffset(byte[] b, int off) {
        return NetworkOrder.int64(b, off + LENGTH);
    }

    /** Writes the short form: 8 bytes. */
    public static int write(byte[] out, int off, long ntpTimestamp) {
        NetworkOrder.put64(out, off, ntpTimestamp);
        return LENGTH;
    }

    /** Writes the long form: 16 bytes. */
    public static int write(byte[] out, int off, long ntpTimestamp, long clockOffset) {
        NetworkOrder.put64(out, off, ntpTimestamp);
        NetworkOrder.put64(out, off + LENGTH, clockOffset);
        return LENGTH_WITH_CLOCK_OFFSET;
    }
}
