package dev.treecast.webrtc.stun;

import java.util.zip.CRC32;

/**
 * FINGERPRINT (<a href="https://www.rfc-editor.org/rfc/rfc8489#section-14.7">RFC 8489 section 14.7</a>): a CRC-32 over
 * the message up to this attribute, xored so that another protocol's CRC does not pass by chance.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Type 0x8028          |           Length 4            |
 * +-------------------------------+-------------------------------+
 * |                 CRC-32 xor 0x5354554e ("STUN")                |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>It guards against mistaken identity, not against an attacker: MESSAGE-INTEGRITY does that.
 */
final class Fingerprint {
    static final int VALUE_LENGTH = 4;

    private static final int XOR = 0x5354554E;

    private Fingerprint() {}

    /** @param length bytes from the message's start to the FINGERPRINT attribute's header */
    static int compute(byte[] message, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(message, offset, length);
        return (int) crc.getValue() ^ XOR;
    }
}
