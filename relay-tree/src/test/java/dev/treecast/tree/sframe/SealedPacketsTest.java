package dev.treecast.tree.sframe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.RetransmissionRing;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SealedPacketsTest {
    private static final EpochKey FIRST = key(0);
    private static final EpochKey SECOND = key(1);

    private final PacketSealer sealer = new PacketSealer(SrtpCiphers.best(), 2, FIRST);
    private final PacketOpener opener = new PacketOpener(SrtpCiphers.best(), 2);

    private static EpochKey key(int epoch) {
        byte[] key = new byte[16];
        Arrays.fill(key, (byte) (epoch + 1));
        return new EpochKey(epoch, key);
    }

    private static MediaPacket packet(int track, long sequence) {
        byte[] payload = new byte[50];
        Arrays.fill(payload, (byte) sequence);
        return new MediaPacket(
                track, sequence, 90_000, true, true, payload, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 5, 77);
    }

    private MediaPacket sealed(MediaPacket packet) {
        return Objects.requireNonNull(sealer.seal(packet));
    }

    @Test
    void shouldBringPacketsThrough() {
        opener.add(FIRST);
        for (long sequence : new long[] {-3, 0, 7, 8, 65_536, 1L << 40}) {
            for (int track = 0; track < 2; track++) {
                MediaPacket plain = packet(track, sequence);
                MediaPacket sealed = sealed(plain);
                assertThat(sealed)
                        .usingRecursiveComparison()
                        .ignoringFields("payload")
                        .isEqualTo(plain);
                assertThat(sealed.payload().length)
                        .isEqualTo(50 + 16 + SFrameHeader.length(FIRST.keyId(track), sequence));
                assertThat(opener.open(sealed)).usingRecursiveComparison().isEqualTo(plain);
            }
        }
    }

    @Test
    void shouldNoticeEveryChangeOnTheWay() {
        opener.add(FIRST);
        MediaPacket p = sealed(packet(1, 1_000));
        byte[] time = Objects.requireNonNull(p.absoluteCaptureTime());
        byte[] otherTime = {1, 2, 3, 4, 5, 6, 7, 9};
        List<MediaPacket> altered = new ArrayList<>(List.of(
                new MediaPacket(0, 1_000, 90_000, true, true, p.payload(), time, 1, 5, 77),
                new MediaPacket(1, 1_001, 90_000, true, true, p.payload(), time, 1, 5, 77),
                new MediaPacket(1, 1_000, 90_001, true, true, p.payload(), time, 1, 5, 77),
                new MediaPacket(1, 1_000, 90_000, false, true, p.payload(), time, 1, 5, 77),
                new MediaPacket(1, 1_000, 90_000, true, false, p.payload(), time, 1, 5, 77),
                new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), otherTime, 1, 5, 77),
                new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), new byte[16], 1, 5, 77),
                new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), new byte[300], 1, 5, 77),
                new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), null, 1, 5, 77),
                new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), time, 2, 5, 77),
                new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), time, -1, 5, 77),
                new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), time, 1, 6, 77),
                new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), time, 1, -1, 77),
                new MediaPacket(-1, 1_000, 90_000, true, true, p.payload(), time, 1, 5, 77),
                new MediaPacket(257, 1_000, 90_000, true, true, p.payload(), time, 1, 5, 77)));
        for (int length = 0; length < p.payload().length; length++) {
            altered.add(p.withPayload(Arrays.copyOf(p.payload(), length)));
        }
        for (MediaPacket other : altered) {
            assertThat(opener.open(other)).isNull();
        }
        assertThat(opener.notAuthentic()).isEqualTo(altered.size());
        // When it arrived here is nobody else's affair.
        assertThat(opener.open(new MediaPacket(1, 1_000, 90_000, true, true, p.payload(), time, 1, 5, 99)))
                .isNotNull();
    }

    @Test
    void shouldSealANumberOnceWhateverThePublisherSends() {
        opener.add(FIRST);
        opener.add(SECOND);
        assertThat(sealer.seal(packet(0, 10_000))).isNotNull();
        assertThat(sealer.seal(packet(0, 10_000).withPayload(new byte[3]))).isNull();
        assertThat(sealer.seal(packet(1, 10_000))).isNotNull();
        assertThat(sealer.seal(packet(0, 9_000))).as("late, but not too late").isNotNull();
        assertThat(sealer.seal(packet(0, 9_000))).isNull();
        assertThat(sealer.seal(packet(0, 10_000 - 4_096)))
                .as("so late that nobody knows")
                .isNull();
        assertThat(sealer.seal(packet(0, 10_000 - 4_095))).isNotNull();
        assertThat(sealer.seal(packet(0, 20_000))).isNotNull();
        assertThat(sealer.seal(packet(0, 20_000 - 4_000))).isNotNull();
        sealer.use(SECOND);
        assertThat(sealer.seal(packet(0, 20_000))).isNull();
        assertThat(sealer.seal(packet(0, 20_001))).isNotNull();
        assertThat(sealer.refused()).isEqualTo(4);
    }

    @Test
    void shouldCountWhatItHasNoKeyFor() {
        MediaPacket first = sealed(packet(0, 1));
        sealer.use(SECOND);
        MediaPacket second = sealed(packet(0, 2));
        assertThat(opener.open(first)).isNull();
        assertThat(opener.unknownKey()).isEqualTo(1);
        opener.add(FIRST);
        opener.add(SECOND);
        assertThat(opener.open(second)).isNotNull();
        assertThat(opener.open(first)).as("reordered around the rotation").isNotNull();
        assertThat(opener.newestOpened()).isEqualTo(1);
        opener.forgetBefore(1);
        assertThat(opener.open(first)).isNull();
        assertThat(opener.unknownKey()).isEqualTo(2);
        assertThat(opener.notAuthentic()).isZero();
    }

    /** As {@link PacketOpener} says: replays open, and the ring drops them. */
    @Test
    void shouldLeaveReplaysToTheRing() {
        opener.add(FIRST);
        RetransmissionRing ring = new RetransmissionRing(16);
        MediaPacket sealed = sealed(packet(0, 5));
        KeptPacket kept = ring.put(Objects.requireNonNull(opener.open(sealed)));
        assertThat(kept).isNotNull();
        assertThat(ring.put(Objects.requireNonNull(opener.open(sealed)))).isNull();
        ring.put(Objects.requireNonNull(opener.open(sealed(packet(0, 500)))));
        assertThat(ring.put(Objects.requireNonNull(opener.open(sealed)))).isNull();
    }
}
