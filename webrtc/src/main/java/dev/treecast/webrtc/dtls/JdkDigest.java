package dev.treecast.webrtc.dtls;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.ExtendedDigest;

/** The JDK's SHA-2, which uses the processor's own instructions, as BouncyCastle wants a hash to look. */
final class JdkDigest implements ExtendedDigest {
    private final MessageDigest digest;
    private final int blockBytes;

    private JdkDigest(MessageDigest digest, int blockBytes) {
        this.digest = digest;
        this.blockBytes = blockBytes;
    }

    static JdkDigest of(String algorithm, int blockBytes) {
        try {
            return new JdkDigest(MessageDigest.getInstance(algorithm), blockBytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    JdkDigest copy() {
        try {
            return new JdkDigest((MessageDigest) digest.clone(), blockBytes);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java cannot copy " + digest.getAlgorithm(), e);
        }
    }

    @Override
    public String getAlgorithmName() {
        return digest.getAlgorithm();
    }

    @Override
    public int getDigestSize() {
        return digest.getDigestLength();
    }

    @Override
    public int getByteLength() {
        return blockBytes;
    }

    @Override
    public void update(byte in) {
        digest.update(in);
    }

    @Override
    public void update(byte[] in, int offset, int length) {
        digest.update(in, offset, length);
    }

    @Override
    public int doFinal(byte[] out, int offset) {
        try {
            return digest.digest(out, offset, digest.getDigestLength());
        } catch (DigestException e) {
            throw new IllegalArgumentException("no room for a hash", e);
        }
    }

    @Override
    public void reset() {
        digest.reset();
    }
}
