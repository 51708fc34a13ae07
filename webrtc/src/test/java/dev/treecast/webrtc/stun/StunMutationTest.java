package dev.treecast.webrtc.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunMutationTest {
    private static final int ROUNDS = 100_000;

    private final StunReading reading = new StunReading();

    @Test
    void shouldSurviveRandomBytes() {
        Random random = new Random(8489);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            reading.read(bytes, 0, bytes.length);
        }
        assertThat(reading.authentic()).isZero();
    }

    @Test
    void shouldSurviveMutatedMessages() {
        Random random = new Random(5769);
        List<byte[]> seeds = List.of(StunVectors.request(), StunVectors.responseIpv4(), StunVectors.responseIpv6());
        for (int i = 0; i < ROUNDS; i++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            int length = random.nextInt(4) == 0 ? 20 + 4 * random.nextInt(30) : seed.length;
            byte[] bytes = Arrays.copyOf(seed, length);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                bytes[8 + random.nextInt(length - 8)] = (byte) (random.nextBoolean() ? random.nextInt() : 0);
            }
            StunMessage.putU16(bytes, 2, length - 20); // so that it gets past the first test
            reading.read(bytes, 0, length);
        }
        assertThat(reading.parsed()).isGreaterThan(ROUNDS / 4);
        assertThat(reading.authentic())
                .isLessThan(ROUNDS / 20); // those whose changed bytes were as before, or in FINGERPRINT
    }
}
