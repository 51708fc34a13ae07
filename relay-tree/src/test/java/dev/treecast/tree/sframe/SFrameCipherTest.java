package dev.treecast.tree.sframe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.treecast.tree.TestVectors;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SFrameCipherTest {
    private final TestVectors vector = new TestVectors(getClass(), "aes-128-gcm.properties");
    private final byte[] baseKey = vector.bytes("base_key");
    private final long keyId = vector.number("kid");
    private final long counter = vector.number("ctr");
    private final byte[] metadata = vector.bytes("metadata");
    private final byte[] text = vector.bytes("pt");
    private final byte[] ciphertext = vector.bytes("ct");

    static Stream<SrtpCiphers> ciphers() {
        return Stream.concat(Stream.of(SrtpCiphers.jdk()), SrtpCiphers.libcrypto().stream());
    }

    @Test
    void shouldDeriveTheVectorsKeyAndSalt() {
        SFrameKey key = SFrameKey.derive(baseKey, keyId);
        assertThat(key.key()).isEqualTo(vector.bytes("sframe_key"));
        assertThat(key.salt()).isEqualTo(vector.bytes("sframe_salt"));
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void shouldEncryptAndDecryptTheVector(SrtpCiphers ciphers) {
        byte[] out = new byte[100];
        try (SFrameCipher cipher = SFrameCipher.encrypting(ciphers, baseKey, keyId)) {
            int length = cipher.encrypt(counter, metadata, metadata.length, text, 0, text.length, out, 5);
            assertThat(Arrays.copyOfRange(out, 5, 5 + length)).isEqualTo(ciphertext);
            assertThat(cipher.encryptedLength(counter, text.length)).isEqualTo(length);
        }
        try (SFrameCipher cipher = SFrameCipher.decrypting(ciphers, baseKey, keyId)) {
            byte[] plain = new byte[text.length + 2];
            assertThat(decrypt(cipher, metadata, ciphertext, plain)).isEqualTo(text.length);
            assertThat(Arrays.copyOfRange(plain, 1, 1 + text.length)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void shouldRefuseWhatIsAltered(SrtpCiphers ciphers) {
        try (SFrameCipher cipher = SFrameCipher.decrypting(ciphers, baseKey, keyId)) {
            byte[] plain = new byte[text.length + 2];
            for (int i = 5; i < ciphertext.length; i++) { // the header's own bits change the key id and the counter
                byte[] altered = ciphertext.clone();
                altered[i] ^= 1;
                assertThat(decrypt(cipher, metadata, altered, plain)).isEqualTo(SFrameCipher.NOT_AUTHENTIC);
            }
            byte[] otherMetadata = metadata.clone();
            otherMetadata[3] ^= 4;
            assertThat(decrypt(cipher, otherMetadata, ciphertext, plain)).isEqualTo(SFrameCipher.NOT_AUTHENTIC);
            byte[] otherCounter = ciphertext.clone();
            otherCounter[4] ^= 1;
            assertThat(decrypt(cipher, metadata, otherCounter, plain)).isEqualTo(SFrameCipher.NOT_AUTHENTIC);
            byte[] cutOff = Arrays.copyOf(ciphertext, 12);
            assertThat(decrypt(cipher, metadata, cutOff, plain)).isEqualTo(SFrameCipher.NOT_AUTHENTIC);
            assertThat(plain).containsOnly(0);
        }
        try (SFrameCipher other = SFrameCipher.decrypting(ciphers, baseKey, keyId + 1)) {
            assertThat(decrypt(other, metadata, ciphertext, new byte[text.length + 2]))
                    .isEqualTo(SFrameCipher.NOT_AUTHENTIC);
        }
    }

    /** The counter fills all 64 bits of the nonce that it may: what libcrypto and the JDK are given has to agree. */
    @Test
    void shouldTakeAnyCounterAndLength() {
        List<SrtpCiphers> both = ciphers().toList();
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            long number = random.nextLong() >>> random.nextInt(64);
            byte[] plain = new byte[random.nextInt(3_000)];
            random.nextBytes(plain);
            byte[] about = new byte[random.nextInt(400)];
            random.nextBytes(about);
            byte[] sealed = null;
            for (SrtpCiphers ciphers : both) {
                try (SFrameCipher cipher = SFrameCipher.encrypting(ciphers, baseKey, 9)) {
                    byte[] out = new byte[cipher.encryptedLength(number, plain.length)];
                    cipher.encrypt(number, about, about.length, plain, 0, plain.length, out, 0);
                    assertThat(sealed == null || Arrays.equals(sealed, out)).isTrue();
                    sealed = out;
                }
            }
            try (SFrameCipher cipher = SFrameCipher.decrypting(SrtpCiphers.best(), baseKey, 9)) {
                byte[] opened = new byte[plain.length + 2];
                assertThat(decrypt(cipher, about, sealed == null ? new byte[0] : sealed, opened))
                        .isEqualTo(plain.length);
                assertThat(Arrays.copyOfRange(opened, 1, 1 + plain.length)).isEqualTo(plain);
            }
        }
    }

    @Test
    void shouldAllocateNothingAPacket() {
        SrtpCiphers ciphers = SrtpCiphers.libcrypto().orElse(null);
        if (ciphers == null) {
            return; // the JDK's cipher allocates about 1 KB, and nothing can be done about it
        }
        byte[] plain = new byte[1_200];
        byte[] out = new byte[1_300];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        try (SFrameCipher cipher = SFrameCipher.encrypting(ciphers, baseKey, 256);
                SFrameCipher back = SFrameCipher.decrypting(ciphers, baseKey, 256)) {
            SFrameHeader header = new SFrameHeader();
            long number = 1_000;
            for (int round = 0; round < 5; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 4_000; i++) {
                    int length = cipher.encrypt(number++, metadata, metadata.length, plain, 0, 1_200, out, 0);
                    header.parse(out, 0, length);
                    back.decrypt(header, metadata, metadata.length, out, 0, length, plain, 0);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }
        assertThat(least / 4_000).isLessThanOrEqualTo(32);
    }

    private static int decrypt(SFrameCipher cipher, byte[] metadata, byte[] sealed, byte[] plain) {
        SFrameHeader header = new SFrameHeader();
        assertThat(header.parse(sealed, 0, sealed.length)).isTrue();
        return cipher.decrypt(header, metadata, metadata.length, sealed, 0, sealed.length, plain, 1);
    }
}
