package dev.treecast.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetransmissionRingTest {
    private final RetransmissionRing ring = new RetransmissionRing(16);

    private static MediaPacket packet(long sequence, long timestamp, boolean keyframe) {
        return new MediaPacket(0, sequence, timestamp, false, keyframe, new byte[0], null, -1, -1, 0);
    }

    @Test
    void shouldKeepTheNewestPackets() {
        for (long sequence = 100; sequence < 140; sequence++) {
            assertThat(ring.put(sequence, packet(sequence, 0, false))).isTrue();
        }
        assertThat(ring.get(123)).isNull();
        assertThat(ring.get(124)).isNotNull();
        assertThat(ring.get(139)).isNotNull();
        assertThat(ring.get(140)).isNull();
    }

    @Test
    void shouldBehaveLikeAMapThatForgetsTheOld() {
        SplittableRandom random = new SplittableRandom(7);
        Map<Long, MediaPacket> model = new HashMap<>();
        long newest = 70_000;
        for (int i = 0; i < 50_000; i++) {
            long sequence = newest + random.nextInt(24) - 18;
            MediaPacket packet = packet(sequence, 0, false);
            boolean fits = (model.isEmpty() || sequence > newest - 16) && !model.containsKey(sequence);
            assertThat(ring.put(sequence, packet)).isEqualTo(fits);
            if (fits) {
                model.put(sequence, packet);
                newest = model.size() == 1 ? sequence : Math.max(newest, sequence);
                long oldest = newest - 16;
                model.keySet().removeIf(old -> old <= oldest);
            }
            long probe = newest + random.nextInt(40) - 30;
            assertThat(ring.get(probe)).isSameAs(model.get(probe));
        }
    }

    @Test
    void shouldStartAKeyframeAtItsParameterSets() {
        ring.put(1, packet(1, 1_000, false));
        ring.put(3, packet(3, 4_000, true));
        ring.put(2, packet(2, 4_000, true));
        ring.put(4, packet(4, 4_000, true));
        assertThat(ring.keyframe()).isEqualTo(2);
        ring.put(9, packet(9, 9_000, true));
        assertThat(ring.keyframe()).isEqualTo(9);
        for (long sequence = 10; sequence < 30; sequence++) {
            ring.put(sequence, packet(sequence, 10_000, false));
        }
        assertThat(ring.keyframe()).isEqualTo(Long.MIN_VALUE);
    }
}
