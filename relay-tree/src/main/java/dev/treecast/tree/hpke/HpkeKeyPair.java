package dev.treecast.tree.hpke;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;

/** An X25519 key pair that messages are sealed for. It lives in memory only, as long as its process. */
public final class HpkeKeyPair {
    private final X25519PrivateKeyParameters key;
    private final byte[] publicKey;

    private HpkeKeyPair(X25519PrivateKeyParameters key) {
        this.key = key;
        this.publicKey = key.generatePublicKey().getEncoded();
    }

    public static HpkeKeyPair generate(SecureRandom random) {
        return new HpkeKeyPair(new X25519PrivateKeyParameters(random));
    }

    static HpkeKeyPair of(byte[] privateKey) {
        return new HpkeKeyPair(new X25519PrivateKeyParameters(privateKey));
    }

    /** 32 bytes. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The text, or null where it was sealed for somebody else, under other words, or was altered. */
    public byte @Nullable [] open(byte[] encapsulatedKey, byte[] info, byte[] aad, byte[] ciphertext) {
        return Hpke.open(key, encapsulatedKey, info, aad, ciphertext);
    }
}
