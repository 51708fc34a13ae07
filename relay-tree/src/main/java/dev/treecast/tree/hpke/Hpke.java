package dev.treecast.tree.hpke;

import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * HPKE's single-shot operations (RFC 9180 section 6.1): one message to the holder of a public key. The base mode says nothing about who
 * sent it: sign what is sealed. BouncyCastle computes.
 */
public final class Hpke {
    public static final int PUBLIC_KEY_BYTES = 32;
    /** The encapsulated key that goes with each message. */
    public static final int ENCAPSULATED_KEY_BYTES = 32;
    /** What a ciphertext is longer than its text. */
    public static final int TAG_BYTES = 16;

    private Hpke() {}

    /** @param encapsulatedKey 32 bytes */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sealed(byte[] encapsulatedKey, byte[] ciphertext) {}

    /**
     * Seals a text for the holder of a public key.
     *
     * @param info what both ends know about the key's use
     * @param aad what both ends know about the message
     * @throws IllegalArgumentException where the public key is none
     */
    public static Sealed seal(byte[] publicKey, byte[] info, byte[] aad, byte[] text, SecureRandom random) {
        X25519PrivateKeyParameters ephemeral = new X25519PrivateKeyParameters(random);
        return seal(publicKey, info, aad, text, new AsymmetricCipherKeyPair(ephemeral.generatePublicKey(), ephemeral));
    }

    static Sealed seal(byte[] publicKey, byte[] info, byte[] aad, byte[] text, AsymmetricCipherKeyPair ephemeral) {
        try {
            HPKEContextWithEncapsulation context =
                    suite().setupBaseS(new X25519PublicKeyParameters(publicKey), info, ephemeral);
            return new Sealed(context.getEncapsulation(), context.seal(aad, text));
        } catch (InvalidCipherTextException | IllegalStateException e) {
            // A point of small order, with which every agreement is zero.
            throw new IllegalArgumentException("not an X25519 public key to seal for", e);
        }
    }

    /** The text, or null where it was sealed for somebody else, under other words, or was altered. */
    static byte @Nullable [] open(
            X25519PrivateKeyParameters key, byte[] encapsulatedKey, byte[] info, byte[] aad, byte[] ciphertext) {
        if (encapsulatedKey.length != ENCAPSULATED_KEY_BYTES || ciphertext.length < TAG_BYTES) {
            return null;
        }
        try {
            AsymmetricCipherKeyPair pair = new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
            return suite().setupBaseR(encapsulatedKey, pair, info).open(aad, ciphertext);
        } catch (InvalidCipherTextException | RuntimeException e) {
            return null;
        }
    }

    /** A new one each time: it holds ciphers, and threads must not share those. */
    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
    }
}
