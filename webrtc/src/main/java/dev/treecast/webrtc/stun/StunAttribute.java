package dev.treecast.webrtc.stun;

/**
 * STUN attribute types (<a href="https://www.rfc-editor.org/rfc/rfc8489#section-18.3">RFC 8489 section 18.3</a>,
 * <a href="https://www.rfc-editor.org/rfc/rfc8445#section-16.1">RFC 8445 section 16.1</a>).
 */
public final class StunAttribute {
    public static final int MAPPED_ADDRESS = 0x0001;
    public static final int USERNAME = 0x0006;
    public static final int MESSAGE_INTEGRITY = 0x0008;
    public static final int ERROR_CODE = 0x0009;
    public static final int UNKNOWN_ATTRIBUTES = 0x000A;
    public static final int REALM = 0x0014;
    public static final int NONCE = 0x0015;
    public static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    public static final int XOR_MAPPED_ADDRESS = 0x0020;
    public static final int PRIORITY = 0x0024;
    public static final int USE_CANDIDATE = 0x0025;
    public static final int SOFTWARE = 0x8022;
    public static final int FINGERPRINT = 0x8028;
    public static final int ICE_CONTROLLED = 0x8029;
    public static final int ICE_CONTROLLING = 0x802A;

    /** Type and length, before each value. */
    static final int HEADER_LENGTH = 4;

    private StunAttribute() {}

    /**
     * Whether a receiver that does not know {@code type} has to refuse the message (RFC 8489 section 14). Google's
     * GOOG_NETWORK_INFO (0xC057) and the DTLS-in-STUN experiments (0xC070, 0xC071) are optional, and so skipped.
     */
    public static boolean comprehensionRequired(int type) {
        return type < 0x8000;
    }

    /** The length of a value with the padding that brings it to a multiple of four. */
    static int padded(int valueLength) {
        return (valueLength + 3) & ~3;
    }
}
