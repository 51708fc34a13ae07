package dev.treecast.webrtc.dtls;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Queue;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jctools.queues.MpmcArrayQueue;

/**
 * The AEADs of our cipher suites, with the JDK's ciphers. A cipher object is taken for one record and set to that record's key: a session that
 * says little then keeps a key of 16 bytes and not two ciphers of some kilobytes.
 */
final class RecordAead {
    static final RecordAead AES_128_GCM = new RecordAead("AES", "AES/GCM/NoPadding", 16, 4, 8);
    static final RecordAead AES_256_GCM = new RecordAead("AES", "AES/GCM/NoPadding", 32, 4, 8);
    static final RecordAead CHACHA20_POLY1305 = new RecordAead("ChaCha20", "ChaCha20-Poly1305", 32, 12, 0);

    static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    /** Ciphers kept for reuse, each a few kilobytes: one for every thread that works on records at once. */
    private static final int KEPT_MAX = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final String keyAlgorithm;
    private final String transformation;
    final int keyBytes;
    /** The part of the nonce that comes from the handshake. */
    final int implicitNonceBytes;
    /** The part that the record carries: GCM's (RFC 5288 section 3); ChaCha20-Poly1305 has none (RFC 7905 section 2). */
    final int explicitNonceBytes;

    /** Without locks: a handshake's thread may lose the processor at any time, and a media loop must not wait for it. */
    private final Queue<Cipher> kept = new MpmcArrayQueue<>(KEPT_MAX);

    private RecordAead(
            String keyAlgorithm, String transformation, int keyBytes, int implicitNonceBytes, int explicitNonceBytes) {
        this.keyAlgorithm = keyAlgorithm;
        this.transformation = transformation;
        this.keyBytes = keyBytes;
        this.implicitNonceBytes = implicitNonceBytes;
        this.explicitNonceBytes = explicitNonceBytes;
    }

    /** What a record grows by. */
    int overheadBytes() {
        return explicitNonceBytes + TAG_BYTES;
    }

    /** @param explicit the record's number or, for GCM, what the record carries */
    byte[] nonce(byte[] implicit, long explicit) {
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(implicit, 0, nonce, 0, implicit.length);
        LONG.set(nonce, 4, explicitNonceBytes == 0 ? (long) LONG.get(nonce, 4) ^ explicit : explicit);
        return nonce;
    }

    /**
     * Seals or opens one record.
     *
     * @return the bytes written
     * @throws GeneralSecurityException when what should be opened is not authentic
     */
    int transform(
            int mode,
            byte[] key,
            byte[] nonce,
            byte[] additionalData,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset)
            throws GeneralSecurityException {
        Cipher cipher = kept.poll();
        if (cipher == null) {
            cipher = Cipher.getInstance(transformation);
        }
        AlgorithmParameterSpec parameters =
                this == CHACHA20_POLY1305 ? new IvParameterSpec(nonce) : new GCMParameterSpec(TAG_BYTES * 8, nonce);
        cipher.init(mode, new SecretKeySpec(key, keyAlgorithm), parameters);
        cipher.updateAAD(additionalData);
        int written = cipher.doFinal(in, inOffset, length, out, outOffset);
        kept.offer(cipher); // one that threw is left to the garbage collector
        return written;
    }
}
