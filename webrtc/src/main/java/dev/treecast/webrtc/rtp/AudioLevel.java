package dev.treecast.webrtc.rtp;

/**
 * Client-to-mixer audio level (<a href="https://www.rfc-editor.org/rfc/rfc6464#section-3">RFC 6464 section 3</a>): how loud
 * the packet is. In the two-byte form a second, empty byte may follow.
 *
 * <pre>
 * |V|    level    |
 * </pre>
 */
public final class AudioLevel {
    /** Bytes at least. */
    public static final int LENGTH = 1;

    private AudioLevel() {}

    /** −dBov: 0 is the loudest, 127 silence. */
    public static int level(byte[] b, int off) {
        return b[off] & 0x7f;
    }

    /** Whether the sender takes it for speech. */
    public static boolean voiceActivity(byte[] b, int off) {
        return b[off] < 0;
    }
}
