package dev.treecast.webrtc.rtp;

/**
 * Arithmetic on 16-bit sequence numbers that wrap (<a href="https://www.rfc-editor.org/rfc/rfc1982">RFC 1982</a> with
 * SERIAL_BITS 16). Arguments are 0 to 65535.
 */
public final class SequenceNumbers {
    private SequenceNumbers() {}

    /** How far {@code to} is ahead of {@code from}: −32768 to 32767, negative when it is behind. */
    public static int distance(int from, int to) {
        return (short) (to - from);
    }

    /** Whether {@code a} comes after {@code b}; of two that are 32768 apart neither does. */
    public static boolean isNewer(int a, int b) {
        return distance(b, a) > 0;
    }

    /** The number {@code delta} after {@code sequenceNumber}, 0 to 65535. */
    public static int plus(int sequenceNumber, int delta) {
        return sequenceNumber + delta & 0xffff;
    }
}
