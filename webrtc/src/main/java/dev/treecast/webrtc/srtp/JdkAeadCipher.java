package dev.treecast.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM with the JDK's cipher, on heap arrays (direct buffers measure slower). Each packet costs a fresh
 * {@link GCMParameterSpec} and what the JDK allocates at re-initialisation: about 1 KB of garbage.
 */
final class JdkAeadCipher implements SrtpCipher {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final int TAG_LENGTH = 16;

    private final SrtpSessionKeys keys;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] nonce = new byte[12];
    private final byte[] word = new byte[4];
    /** The JDK decrypts in place only through a copy of its own; this one is made once. Grows to the largest packet. */
    private byte[] text = new byte[0];

    private boolean closed;

    JdkAeadCipher(SrtpSessionKeys keys) {
        this.keys = keys;
        this.key = new SecretKeySpec(keys.encryptionKey(), "AES");
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no AES-GCM", e);
        }
    }

    @Override
    public void protect(
            byte[] in,
            int inOffset,
            int headerLength,
            int length,
            byte[] out,
            int outOffset,
            int ssrc,
            long index,
            int word,
            int tagOffset) {
        checkOpen();
        try {
            begin(Cipher.ENCRYPT_MODE, ssrc, index);
            authenticate(in, inOffset, headerLength, word);
            if (in != out || inOffset != outOffset) {
                System.arraycopy(in, inOffset, out, outOffset, headerLength);
            }
            cipher.doFinal(in, inOffset + headerLength, length - headerLength, out, outOffset + headerLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed to encrypt", e);
        }
    }

    @Override
    public boolean unprotect(
            byte[] packet, int offset, int headerLength, int length, int ssrc, long index, int word, int tagOffset) {
        checkOpen();
        int textLength = length - headerLength;
        if (text.length < textLength) {
            text = new byte[textLength];
        }
        try {
            begin(Cipher.DECRYPT_MODE, ssrc, index);
            authenticate(packet, offset, headerLength, word);
            cipher.doFinal(packet, offset + headerLength, textLength + TAG_LENGTH, text, 0);
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed to decrypt", e);
        }
        System.arraycopy(text, 0, packet, offset + headerLength, textLength);
        return true;
    }

    private void begin(int mode, int ssrc, long index) throws GeneralSecurityException {
        LONG.set(nonce, 0, keys.nonceHigh(ssrc, index));
        INT.set(nonce, 8, keys.nonceLow(index));
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, nonce));
        } catch (InvalidAlgorithmParameterException e) {
            // The JDK refuses the nonce it encrypted with last. SrtpSender allows that for a resend of the same bytes
            // only, so take the detour over another nonce, with which nothing is encrypted.
            byte[] detour = nonce.clone();
            detour[0] ^= 1;
            cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, detour));
            cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, nonce));
        }
    }

    private void authenticate(byte[] packet, int offset, int headerLength, int extraWord) {
        cipher.updateAAD(packet, offset, headerLength);
        if (keys.isRtcp()) {
            INT.set(word, 0, extraWord);
            cipher.updateAAD(word);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
