package dev.treecast.webrtc.congestion;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileFeedbackTest {
    private static final int STEPS = 6_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldStayWithinBounds(long seed) {
        Random random = new Random(seed);
        HostileFeedback hostile = new HostileFeedback(random.nextLong() / 2, random.nextInt(65_536));
        byte[] data = new byte[200];
        for (int i = 0; i < STEPS; i++) {
            hostile.send(random.nextInt(20), 1L << random.nextInt(32), random.nextInt(1_500));
            switch (random.nextInt(4)) {
                case 0 -> {
                    random.nextBytes(data);
                    data[0] = (byte) 0x8f;
                    data[1] = (byte) 205;
                    data[2] = 0;
                    data[3] = 49;
                    data[14] = 0;
                    hostile.bytes(data, data.length);
                }
                case 1 -> hostile.report(random.nextDouble() * 3 - 1, random.nextLong(), random.nextLong());
                default -> hostile.madeUp(random);
            }
        }
    }
}
