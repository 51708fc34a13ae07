package dev.treecast.webrtc.sctp.packet;

/**
 * The order of numbers that wrap, TSNs of 32 bits and stream sequence numbers of 16
 * (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-1.6">RFC 9260 section 1.6</a>, RFC 1982).
 */
public final class SerialNumbers {
    private SerialNumbers() {}

    /** Whether TSN {@code a} comes after {@code b}. */
    public static boolean isAfter(int a, int b) {
        return a - b > 0;
    }

    /** Whether stream sequence number {@code a} comes after {@code b}; both 0 to 65535. */
    public static boolean isAfter16(int a, int b) {
        return (short) (a - b) > 0;
    }
}
