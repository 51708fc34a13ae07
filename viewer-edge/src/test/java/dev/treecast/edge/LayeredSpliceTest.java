package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static dev.treecast.edge.EdgeFixtures.packet;
import static dev.treecast.edge.EdgeFixtures.vp8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.Vp8PayloadDescriptor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Layers whose numbers have nothing to do with each other, on one scale. */
class LayeredSpliceTest {
    private static final long START = 10 * SECOND;
    private static final long UNIX_NS = 1_700_000_000L * SECOND;
    private static final int TICKS = 3_000;
    private static final long FRAME_NS = 33_333_333;

    /** Where each layer's numbers begin. */
    private static final long[] TIMESTAMPS = {1_000_000, 7_000_000_000L, 40};

    private static final int[] PICTURES = {100, 9_000, 0x7ff0};
    private final long[] sequences = {5_000, 100, 70_000};
    private final int[] skipped = new int[3];

    private final MediumSplice splice = new MediumSplice(Codec.VP8, 3);
    private final Vp8PayloadDescriptor descriptor = new Vp8PayloadDescriptor();

    private MediaPacket packetOf(int layer, int frame, boolean keyframe) {
        int picture = PICTURES[layer] + frame - skipped[layer] & 0x7fff;
        return packet(
                layer,
                sequences[layer]++,
                TIMESTAMPS[layer] + (long) frame * TICKS,
                keyframe,
                vp8(picture, picture & 0xff),
                START + frame * FRAME_NS + layer * MS);
    }

    private MediaPacket frame(int layer, int frame, boolean keyframe) {
        return Objects.requireNonNull(splice.map(layer, packetOf(layer, frame, keyframe)), "dropped");
    }

    private void report(int layer, int frame) {
        long unixNs = UNIX_NS + frame * FRAME_NS;
        splice.senderReport(layer, NtpTimestamp.fromUnixNs(unixNs), TIMESTAMPS[layer] + (long) frame * TICKS);
    }

    private int picture(MediaPacket packet) {
        assertThat(descriptor.wrap(packet.payload(), 0, packet.payload().length))
                .isTrue();
        return descriptor.pictureId();
    }

    private static int ahead(int later, int earlier) {
        return later - earlier & 0x7fff;
    }

    @Test
    void shouldPutLayersWhereTheirReportsSayTheyWereCaptured() {
        for (int layer = 0; layer < 3; layer++) {
            frame(layer, 0, true);
            report(layer, 0);
        }
        for (int frame = 1; frame < 30; frame++) {
            frame(0, frame, false);
            frame(1, frame, false);
        }
        // The largest layer was not sent for a second, and its packets take longer to come.
        long expected = TIMESTAMPS[0] + 30L * TICKS;
        assertThat(frame(2, 30, true).timestamp()).isBetween(expected - 2, expected + 2);
        assertThat(frame(0, 31, true).timestamp()).isEqualTo(TIMESTAMPS[0] + 31L * TICKS);
    }

    @Test
    void shouldGoByArrivalUntilBothHaveReported() {
        frame(0, 0, true);
        report(0, 0);
        long timestamp = frame(1, 10, true).timestamp();
        long arrivedLater = (10 * FRAME_NS + MS) / 1_000 * 90 / 1_000;
        assertThat(timestamp).isBetween(TIMESTAMPS[0] + arrivedLater - 1, TIMESTAMPS[0] + arrivedLater + 1);
    }

    @Test
    void shouldNotBelieveReportsThatAreFarOff() {
        frame(0, 0, true);
        report(0, 0);
        frame(1, 0, true);
        report(1, 90_000);
        frame(0, 1, false);
        assertThat(frame(1, 2, true).timestamp()).isBetween(TIMESTAMPS[0], TIMESTAMPS[0] + 3L * TICKS);
    }

    @Test
    void shouldPutEachKeyframeBehindAllThatCameBefore() {
        for (int layer = 0; layer < 3; layer++) {
            frame(layer, 0, true);
            report(layer, 0);
        }
        MediaPacket last = frame(0, 1, false);
        for (int frame = 2; frame < 200; frame++) {
            for (int layer = 0; layer < 3; layer++) {
                if (layer == 1 && frame % 2 == 0) {
                    skipped[1]++; // an encoder that does every second frame only falls behind in its picture ids
                    continue;
                }
                boolean keyframe = frame % 20 == layer * 3 + 1;
                MediaPacket packet = frame(layer, frame, keyframe);
                if (keyframe) {
                    assertThat(packet.timestamp()).isGreaterThan(last.timestamp());
                    assertThat(ahead(picture(packet), picture(last))).isBetween(1, 1_000);
                    assertThat(splice.isBehindAll(layer, packet.sequence())).isTrue();
                }
                if (packet.timestamp() > last.timestamp()) {
                    last = packet;
                }
            }
        }
    }

    @Test
    void shouldLeaveNoGapWithinALayer() {
        for (int layer = 0; layer < 3; layer++) {
            frame(layer, 0, true);
        }
        MediaPacket before = frame(2, 1, true);
        frame(0, 1, true);
        for (int frame = 2; frame < 50; frame++) {
            frame(0, frame, frame % 10 == 0);
            MediaPacket next = frame(2, frame, false);
            assertThat(next.sequence()).isEqualTo(before.sequence() + 1);
            assertThat(next.timestamp()).isEqualTo(before.timestamp() + TICKS);
            assertThat(ahead(picture(next), picture(before))).isEqualTo(1);
            before = next;
        }
    }

    @Test
    void shouldMapWhatIsRecoveredAsItsNeighbours() {
        frame(0, 0, true);
        MediaPacket lost = packetOf(0, 1, false);
        MediaPacket before = frame(0, 2, false);
        frame(0, 3, true);
        MediaPacket recovered = Objects.requireNonNull(splice.map(0, lost));
        assertThat(recovered.sequence()).isEqualTo(before.sequence() - 1);
        assertThat(recovered.timestamp()).isEqualTo(before.timestamp() - TICKS);
        assertThat(ahead(picture(before), picture(recovered))).isEqualTo(1);
    }

    @Test
    void shouldNotGoOverToAKeyframeWhoseStartCameLate() {
        frame(0, 0, true);
        MediaPacket start = packetOf(0, 1, true);
        frame(0, 1, false); // the rest of the keyframe
        MediaPacket mapped = Objects.requireNonNull(splice.map(0, start));
        assertThat(splice.isBehindAll(0, mapped.sequence())).isFalse();
        MediaPacket next = frame(0, 2, true);
        assertThat(splice.isBehindAll(0, next.sequence())).isTrue();
    }

    @Test
    void shouldBeginEachLayerWithAKeyframe() {
        assertThat(splice.map(1, packetOf(1, 0, false))).isNull();
        frame(0, 0, true);
        assertThat(splice.map(1, packetOf(1, 1, false))).isNull();
        frame(1, 2, true);
        splice.publicationStarted();
        assertThat(splice.map(0, packetOf(0, 3, false))).isNull();
        MediaPacket last = frame(1, 4, true);
        MediaPacket other = frame(0, 5, true);
        assertThat(other.timestamp()).isGreaterThan(last.timestamp());
    }
}
