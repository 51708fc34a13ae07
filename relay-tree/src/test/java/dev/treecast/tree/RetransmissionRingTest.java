package dev.treecast.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetransmissionRingTest {
    private final RetransmissionRing ring = new RetransmissionRing(16);

    private static MediaPacket packet(long sequence, long timestamp, boolean keyframe) {
        return new MediaPacket(
                0,
                sequence,
                timestamp,
                false,
                keyframe,
                Long.toString(sequence).getBytes(StandardCharsets.US_ASCII),
                null,
                -1,
                -1,
                0);
    }

    private KeptPacket keep(MediaPacket packet) {
        return Objects.requireNonNull(ring.put(packet));
    }

    private static byte[] payload(KeptPacket kept) {
        return Arrays.copyOf(kept.payload(), kept.payloadLength());
    }

    @Test
    void shouldKeepWhatThePacketSays() {
        byte[] captured = {1, 2, 3, 4, 5, 6, 7, 8};
        ring.put(new MediaPacket(1, 4, 0, false, true, new byte[200], new byte[16], 1, 2, 3));
        KeptPacket kept = keep(new MediaPacket(2, 20, 90, true, false, new byte[] {9, 8}, captured, 5, 6, 7));
        assertThat(payload(kept)).containsExactly(9, 8);
        assertThat(Arrays.copyOf(kept.absoluteCaptureTime(), kept.absoluteCaptureTimeLength()))
                .isEqualTo(captured);
        assertThat(List.of(kept.track(), kept.sequence(), kept.timestamp(), kept.marker(), kept.startsKeyframe()))
                .containsExactly(2, 20L, 90L, true, false);
        assertThat(List.of(kept.videoOrientation(), kept.audioLevel(), kept.arrivedNs()))
                .containsExactly(5, 6, 7L);
        ring.put(packet(36, 0, false));
        assertThat(kept.absoluteCaptureTimeLength()).isZero();
    }

    @Test
    void shouldAllocateNothingOnceItHasComeRound() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MediaPacket[] packets = new MediaPacket[64];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = packet(i, i, false);
        }
        for (int i = 0; i < 32; i++) {
            ring.put(packets[i]);
        }
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 32; i < 64; i++) {
            ring.put(packets[i]);
        }
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(64);
    }

    @Test
    void shouldKeepTheNewestPackets() {
        for (long sequence = 100; sequence < 140; sequence++) {
            assertThat(ring.put(packet(sequence, 0, false))).isNotNull();
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
            assertThat(ring.put(packet) != null).isEqualTo(fits);
            if (fits) {
                model.put(sequence, packet);
                newest = model.size() == 1 ? sequence : Math.max(newest, sequence);
                long oldest = newest - 16;
                model.keySet().removeIf(old -> old <= oldest);
            }
            long probe = newest + random.nextInt(40) - 30;
            KeptPacket kept = ring.get(probe);
            MediaPacket expected = model.get(probe);
            assertThat(kept == null ? null : payload(kept)).isEqualTo(expected == null ? null : expected.payload());
        }
    }

    @Test
    void shouldStartAKeyframeAtItsParameterSets() {
        ring.put(packet(1, 1_000, false));
        ring.put(packet(3, 4_000, true));
        ring.put(packet(2, 4_000, true));
        ring.put(packet(4, 4_000, true));
        assertThat(ring.keyframe()).isEqualTo(2);
        ring.put(packet(9, 9_000, true));
        assertThat(ring.keyframe()).isEqualTo(9);
        for (long sequence = 10; sequence < 30; sequence++) {
            ring.put(packet(sequence, 10_000, false));
        }
        assertThat(ring.keyframe()).isEqualTo(Long.MIN_VALUE);
    }
}
