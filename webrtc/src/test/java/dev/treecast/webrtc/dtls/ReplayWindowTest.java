package dev.treecast.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    @Test
    void shouldAdmitEachNumberOfTheLast64Once() {
        ReplayWindow window = new ReplayWindow();
        Set<Long> model = new HashSet<>();
        SplittableRandom random = new SplittableRandom(3);
        long newest = -1;
        for (int i = 0; i < 100_000; i++) {
            long number = Math.max(0, newest + random.nextInt(-70, random.nextInt(100) == 0 ? 200 : 4));
            boolean expected = number > newest || (newest - number < 64 && !model.contains(number));
            assertThat(window.admits(number)).isEqualTo(expected);
            if (expected && random.nextInt(10) > 0) { // one in ten does not open
                window.add(number);
                model.add(number);
                newest = Math.max(newest, number);
            }
        }
    }
}
