package dev.treecast.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The derived keys of one direction and one kind of packet (RTP or RTCP), and the initialisation vectors that follow
 * from the salt.
 *
 * <pre>
 *  GCM (RFC 7714, sections 8.1, 9.1)       counter mode (RFC 3711, section 4.1.1)
 *   0 1 | 2 3 4 5 | 6 7 8 9 10 11           0 1 2 3 | 4 5 6 7 | 8 9 10 11 12 13 | 14 15
 *    0  |  SSRC   |     index                  0    |  SSRC   |      index      | block
 *        XOR salt (12 bytes)                     XOR salt (14 bytes)
 * </pre>
 */
final class SrtpSessionKeys {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final SrtpProfile profile;
    private final boolean rtcp;
    private final byte[] encryptionKey;
    private final byte[] authenticationKey;
    private final long saltHigh;
    private final long saltLow;

    SrtpSessionKeys(SrtpProfile profile, boolean rtcp, byte[] encryptionKey, byte[] authenticationKey, byte[] salt) {
        this.profile = profile;
        this.rtcp = rtcp;
        this.encryptionKey = encryptionKey;
        this.authenticationKey = authenticationKey;
        byte[] padded = Arrays.copyOf(salt, 16);
        this.saltHigh = (long) LONG.get(padded, 0);
        this.saltLow = (long) LONG.get(padded, 8);
    }

    SrtpProfile profile() {
        return profile;
    }

    boolean isRtcp() {
        return rtcp;
    }

    byte[] encryptionKey() {
        return encryptionKey;
    }

    byte[] authenticationKey() {
        return authenticationKey;
    }

    /** The first 8 bytes of the GCM nonce, big-endian. */
    long nonceHigh(int ssrc, long index) {
        return saltHigh ^ (Integer.toUnsignedLong(ssrc) << 16) ^ (index >>> 32);
    }

    /** The last 4 bytes of the GCM nonce, big-endian. */
    int nonceLow(long index) {
        return (int) (saltLow >>> 32) ^ (int) index;
    }

    /** The first 8 bytes of the counter block, big-endian. */
    long counterHigh(int ssrc) {
        return saltHigh ^ Integer.toUnsignedLong(ssrc);
    }

    /** The last 8 bytes of the first counter block, big-endian. */
    long counterLow(long index) {
        return saltLow ^ (index << 16);
    }
}
