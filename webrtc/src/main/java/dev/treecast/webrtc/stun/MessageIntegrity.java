package dev.treecast.webrtc.stun;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * MESSAGE-INTEGRITY under one short-term password (<a
 * href="https://www.rfc-editor.org/rfc/rfc8489#section-14.5">RFC 8489 section 14.5</a>): HMAC-SHA1 over the message up
 * to the attribute, with the header's length field as if the attribute were the last.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Type 0x0008          |           Length 20           |
 * +-------------------------------+-------------------------------+
 * |                     HMAC-SHA1 (20 bytes)                      |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Holds the keyed {@link Mac}, because looking one up and keying it costs more than the HMAC of a check. Single
 * owner, like everything in a session.
 */
public final class MessageIntegrity {
    static final int VALUE_LENGTH = 20;

    private final Mac mac;
    private final byte[] digest = new byte[VALUE_LENGTH];
    private final byte[] lengthField = new byte[2];

    /**
     * @param password of ice-chars, so the OpaqueString profile of RFC 8489 section 9.1.1 leaves it as it is
     * @throws IllegalArgumentException if it is empty
     */
    public MessageIntegrity(String password) {
        SecretKey key = new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1");
        try {
            mac = Mac.getInstance("HmacSHA1");
            mac.init(key);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA1", e);
        }
    }

    /** Whether the message carries a MESSAGE-INTEGRITY and it is right. Compares in constant time. */
    public boolean verify(StunMessage message) {
        int attribute = message.messageIntegrityOffset();
        if (attribute < 0) {
            return false;
        }
        compute(message.buffer(), message.offset(), attribute, digest, 0);
        int value = attribute + StunAttribute.HEADER_LENGTH;
        int difference = 0;
        for (int i = 0; i < VALUE_LENGTH; i++) {
            difference |= digest[i] ^ message.buffer()[value + i];
        }
        return difference == 0;
    }

    /** @param attribute where the MESSAGE-INTEGRITY attribute's header starts in {@code buffer} */
    void compute(byte[] buffer, int offset, int attribute, byte[] out, int outOffset) {
        int length = attribute + StunAttribute.HEADER_LENGTH + VALUE_LENGTH - offset - StunMessage.HEADER_LENGTH;
        lengthField[0] = (byte) (length >>> 8);
        lengthField[1] = (byte) length;
        mac.update(buffer, offset, 2);
        mac.update(lengthField, 0, 2);
        mac.update(buffer, offset + 4, attribute - offset - 4);
        try {
            mac.doFinal(out, outOffset);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("no room for MESSAGE-INTEGRITY", e);
        }
    }
}
