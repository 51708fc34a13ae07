package dev.treecast.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketWindowTest {

    @Test
    void shouldAgreeWithASetOnRandomIndices() {
        Random random = new Random(1);
        for (int packets : new int[] {128, 1_024}) {
            PacketWindow window = new PacketWindow(packets);
            Set<Long> used = new HashSet<>();
            long highest = 5_000;
            window.mark(highest);
            used.add(highest);
            for (int i = 0; i < 20_000; i++) {
                long index = highest + random.nextInt(3 * packets) - 2L * packets - (i % 100 == 0 ? -4L * packets : 0);
                boolean expected = index <= highest - packets || used.contains(index);
                assertThat(window.isUsedOrTooOld(index)).isEqualTo(expected);
                assertThat(window.isUsed(index)).isEqualTo(index > highest - packets && used.contains(index));
                if (!expected && random.nextInt(3) > 0) {
                    window.mark(index);
                    used.add(index);
                    highest = Math.max(highest, index);
                }
            }
        }
    }

    @Test
    void shouldGuessTheIndexNearestToTheHighest() {
        PacketWindow window = new PacketWindow(128);
        assertThat(window.guess(40_000)).isEqualTo(40_000);
        window.mark(65_530);
        assertThat(window.guess(65_535)).isEqualTo(65_535);
        assertThat(window.guess(3)).isEqualTo(65_536 + 3);
        window.mark(65_536 + 3);
        assertThat(window.guess(65_535)).isEqualTo(65_535);
        assertThat(window.guess(32_771)).isEqualTo(65_536 + 32_771);
        assertThat(window.guess(32_772)).isEqualTo(32_772);
    }

    @Test
    void shouldGuessNothingBeforeTheStart() {
        PacketWindow window = new PacketWindow(128);
        window.mark(3);

        assertThat(window.guess(65_535)).isEqualTo(PacketWindow.NONE);
    }
}
