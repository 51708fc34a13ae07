package dev.treecast.webrtc.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from master keys with AES in counter mode as pseudo-random function and a key derivation rate of zero:
 * keys are derived once.
 *
 * <p>The 12-byte salts of GCM are padded with zeros on the right to the 14 bytes of RFC 3711 (RFC 7714, section 11).
 * 256-bit master keys use AES-256 (RFC 6188, section 3).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3711#section-4.3">RFC 3711, section 4.3</a>
 */
final class SrtpKeyDerivation {

    /** The labels of RFC 3711, section 4.3.2: a base per kind of packet, plus which key. */
    static final int LABEL_RTP = 0;

    static final int LABEL_RTCP = 3;
    static final int ENCRYPTION = 0;
    static final int AUTHENTICATION = 1;
    static final int SALT = 2;

    private static final int BLOCK_LENGTH = 16;
    /** The label is the first of the 7 bytes (label || index / kdr) that end the 14-byte input. */
    private static final int LABEL_POSITION = 7;

    private SrtpKeyDerivation() {}

    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length) {
        byte[] input = Arrays.copyOf(masterSalt, BLOCK_LENGTH);
        input[LABEL_POSITION] ^= (byte) label;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"), new IvParameterSpec(input));
            return cipher.doFinal(new byte[length]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no AES in counter mode", e);
        }
    }
}
