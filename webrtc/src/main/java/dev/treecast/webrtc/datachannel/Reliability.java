package dev.treecast.webrtc.datachannel;

/**
 * How a channel delivers (<a href="https://www.rfc-editor.org/rfc/rfc8831#section-6.1">RFC 8831 section 6.1</a>).
 *
 * @param ordered whether messages arrive in the order of sending
 * @param maxPacketLifeTimeMs how long after {@code send} a message may be sent again, milliseconds, 0 to 65535; −1: no limit
 * @param maxRetransmits how often it may be sent again, 0 to 65535; −1: no limit. Not both.
 */
public record Reliability(boolean ordered, int maxPacketLifeTimeMs, int maxRetransmits) {
    public Reliability {
        if (maxPacketLifeTimeMs < -1
                || maxPacketLifeTimeMs > 0xffff
                || maxRetransmits < -1
                || maxRetransmits > 0xffff) {
            throw new IllegalArgumentException("lifetime and retransmissions must lie between -1 and 65535");
        }
        if (maxPacketLifeTimeMs >= 0 && maxRetransmits >= 0) {
            throw new IllegalArgumentException("a channel has a lifetime or a number of retransmissions, not both");
        }
    }

    /** Everything arrives, in order. */
    public static Reliability reliable() {
        return new Reliability(true, -1, -1);
    }

    /** Unordered, given up after this many milliseconds. */
    public static Reliability lifetime(int ms) {
        return new Reliability(false, ms, -1);
    }

    /** Unordered, sent once. */
    public static Reliability noRetransmissions() {
        return new Reliability(false, -1, 0);
    }

    /** Whether messages may be lost. */
    public boolean isLossy() {
        return maxPacketLifeTimeMs >= 0 || maxRetransmits >= 0;
    }
}
