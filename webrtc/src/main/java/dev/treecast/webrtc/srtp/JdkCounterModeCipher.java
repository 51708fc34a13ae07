package dev.treecast.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in counter mode with HMAC-SHA1 cut to 80 bits (RFC 3711, sections 4.1.1 and 4.2.1), both from the JDK. */
final class JdkCounterModeCipher implements SrtpCipher {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final int TAG_LENGTH = 10;

    private final SrtpSessionKeys keys;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final Mac mac;
    private final byte[] counter = new byte[16];
    private final byte[] word = new byte[4];
    private final byte[] digest = new byte[20];
    /** The JDK works in place only through a fresh copy; this one is made once. Grows to the largest packet. */
    private byte[] text = new byte[0];

    private boolean closed;

    JdkCounterModeCipher(SrtpSessionKeys keys) {
        this.keys = keys;
        this.key = new SecretKeySpec(keys.encryptionKey(), "AES");
        try {
            this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
            this.mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(keys.authenticationKey(), "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no AES in counter mode or no HMAC-SHA1", e);
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
        if (in != out || inOffset != outOffset) {
            System.arraycopy(in, inOffset, out, outOffset, headerLength);
        }
        crypt(in, inOffset + headerLength, length - headerLength, out, outOffset + headerLength, ssrc, index);
        authenticate(out, outOffset, length, word);
        System.arraycopy(digest, 0, out, tagOffset, TAG_LENGTH);
    }

    @Override
    public boolean unprotect(
            byte[] packet, int offset, int headerLength, int length, int ssrc, long index, int word, int tagOffset) {
        checkOpen();
        authenticate(packet, offset, length, word);
        int difference = 0;
        for (int i = 0; i < TAG_LENGTH; i++) {
            difference |= digest[i] ^ packet[tagOffset + i];
        }
        if (difference != 0) {
            return false;
        }
        int textLength = length - headerLength;
        if (text.length < textLength) {
            text = new byte[textLength];
        }
        System.arraycopy(packet, offset + headerLength, text, 0, textLength);
        crypt(text, 0, textLength, packet, offset + headerLength, ssrc, index);
        return true;
    }

    private void crypt(byte[] in, int inOffset, int length, byte[] out, int outOffset, int ssrc, long index) {
        LONG.set(counter, 0, keys.counterHigh(ssrc));
        LONG.set(counter, 8, keys.counterLow(index));
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
            cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES in counter mode failed", e);
        }
    }

    private void authenticate(byte[] packet, int offset, int length, int extraWord) {
        INT.set(word, 0, extraWord);
        mac.update(packet, offset, length);
        mac.update(word);
        try {
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA1 failed", e);
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
