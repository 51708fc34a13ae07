package dev.treecast.tree.hpke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treecast.tree.TestVectors;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.junit.jupiter.api.Test;

class HpkeTest {
    private final TestVectors vector = new TestVectors(getClass(), "base-x25519-sha256-aes128gcm.properties");
    private final byte[] info = vector.bytes("info");

    private AsymmetricCipherKeyPair ephemeral() {
        X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(vector.bytes("skEm"));
        return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
    }

    @Test
    void shouldSealAndOpenTheFirstVector() {
        HpkeKeyPair receiver = HpkeKeyPair.of(vector.bytes("skRm"));
        assertThat(receiver.publicKey()).isEqualTo(vector.bytes("pkRm"));
        Hpke.Sealed sealed =
                Hpke.seal(vector.bytes("pkRm"), info, vector.bytes("0.aad"), vector.bytes("0.pt"), ephemeral());
        assertThat(sealed.encapsulatedKey()).isEqualTo(vector.bytes("enc"));
        assertThat(sealed.ciphertext()).isEqualTo(vector.bytes("0.ct"));
        assertThat(receiver.open(vector.bytes("enc"), info, vector.bytes("0.aad"), vector.bytes("0.ct")))
                .isEqualTo(vector.bytes("0.pt"));
    }

    /** We seal one message a context; the library that computes is held against the rest of the vectors all the same. */
    @Test
    void shouldComputeAllVectors() throws Exception {
        HPKE suite = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
        HPKEContextWithEncapsulation sender =
                suite.setupBaseS(new X25519PublicKeyParameters(vector.bytes("pkRm")), info, ephemeral());
        X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(vector.bytes("skRm"));
        HPKEContext receiver =
                suite.setupBaseR(vector.bytes("enc"), new AsymmetricCipherKeyPair(key.generatePublicKey(), key), info);
        byte[] text = vector.bytes("0.pt");
        for (int sequence = 0; sequence <= 256; sequence++) {
            byte[] aad = ("Count-" + sequence).getBytes(StandardCharsets.US_ASCII);
            byte[] ciphertext = sender.seal(aad, text);
            if (sequence < 3 || sequence == 4 || sequence >= 255) {
                assertThat(vector.bytes(sequence + ".aad")).isEqualTo(aad);
                assertThat(ciphertext).isEqualTo(vector.bytes(sequence + ".ct"));
            }
            assertThat(receiver.open(aad, ciphertext)).isEqualTo(text);
        }
    }

    @Test
    void shouldOpenForTheRightOneUnderTheRightWordsOnly() {
        SecureRandom random = new SecureRandom();
        HpkeKeyPair receiver = HpkeKeyPair.generate(random);
        byte[] text = {1, 2, 3};
        byte[] aad = {7};
        byte[] other = {8};
        Hpke.Sealed sealed = Hpke.seal(receiver.publicKey(), info, aad, text, random);
        byte[] enc = sealed.encapsulatedKey();
        byte[] ciphertext = sealed.ciphertext();
        assertThat(ciphertext).hasSize(text.length + Hpke.TAG_BYTES);
        assertThat(receiver.open(enc, info, aad, ciphertext)).isEqualTo(text);
        assertThat(HpkeKeyPair.generate(random).open(enc, info, aad, ciphertext))
                .isNull();
        assertThat(receiver.open(enc, other, aad, ciphertext)).isNull();
        assertThat(receiver.open(enc, info, other, ciphertext)).isNull();
        assertThat(receiver.open(enc, info, aad, new byte[0])).isNull();
        assertThat(receiver.open(new byte[31], info, aad, ciphertext)).isNull();
        assertThat(receiver.open(new byte[32], info, aad, ciphertext)).isNull();
        for (int i = 0; i < ciphertext.length; i++) {
            byte[] altered = ciphertext.clone();
            altered[i] ^= 1;
            assertThat(receiver.open(enc, info, aad, altered)).isNull();
        }
    }

    @Test
    void shouldNotSealForANumberThatIsNoKey() {
        assertThatThrownBy(() -> Hpke.seal(new byte[32], info, info, info, new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
