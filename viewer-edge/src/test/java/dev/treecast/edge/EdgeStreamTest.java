package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class EdgeStreamTest {
    private static final int PACKETS = 2_000;
    /** The compiler works beside us: rounds until it is done. */
    private static final int ROUNDS_MAX = 40;

    private static final int VIEWERS = 65;
    private static final double BYTES_PER_PACKET_AND_VIEWER_MAX = 64;

    private final WatchedStream watched = new WatchedStream(Pacing.burst());
    private final DiscardingLoop loop = watched.loop;
    private final EdgeStream stream = watched.stream;
    private long sequence = 1;

    private ViewerSession watch(int payloadType) {
        return watched.watch(payloadType);
    }

    private void deliver(boolean keyframe) {
        MediaPacket packet =
                EdgeFixtures.packet(0, sequence, sequence * 3_000, keyframe, new byte[1_100], loop.nowNs());
        sequence++;
        watched.publication.deliver(packet);
    }

    @Test
    void shouldStartAViewerWithAKeyframe() {
        deliver(false);
        ViewerSession viewer = watch(96);
        assertThat(watched.keyframeRequests).containsExactly(0);
        deliver(false);
        assertThat(loop.sent).isZero();
        deliver(true);
        deliver(false);
        assertThat(loop.sent).isEqualTo(2);
        assertThat(viewer.status(loop.nowNs()).sent().packets()).isEqualTo(2);
    }

    @Test
    void shouldAskAgainUntilAKeyframeComes() {
        deliver(false);
        watch(96);
        assertThat(watched.stream.nextDeadlineNs()).isEqualTo(loop.nowNs + 500 * MS);
        // The request may have gone to a node that is not the parent any more.
        loop.nowNs += 500 * MS;
        watched.stream.timeout(loop.nowNs);
        assertThat(watched.keyframeRequests).containsExactly(0, 0);
        deliver(true);
        loop.nowNs += 500 * MS;
        watched.stream.timeout(loop.nowNs);
        assertThat(watched.keyframeRequests).hasSize(2);
        watched.publish(Codec.VP8);
        assertThat(watched.keyframeRequests)
                .as("of another publication, at once")
                .hasSize(3);
    }

    @Test
    void shouldServeViewersOfEveryProfile() {
        ViewerSession first = watch(96);
        ViewerSession second = watch(96);
        ViewerSession third = watch(120);
        assertThat(first.feed.cohort()).isSameAs(second.feed.cohort()).isNotSameAs(third.feed.cohort());
        deliver(true);
        assertThat(loop.sent).isEqualTo(3);
        first.close("over");
        second.close("over");
        assertThat(loop.sessions()).isEqualTo(1);
        assertThat(stream.nextDeadlineNs()).isEqualTo(LoopSession.NO_DEADLINE);
        third.close("over");
        loop.nowNs += EdgeOptions.defaults().lingerNs() - 1;
        stream.timeout(loop.nowNs);
        assertThat(watched.deserted).as("it lingers").isZero();
        loop.nowNs++;
        assertThat(stream.nextDeadlineNs()).isEqualTo(loop.nowNs);
        stream.timeout(loop.nowNs);
        assertThat(watched.deserted).isEqualTo(1);
    }

    @Test
    void shouldEndViewersWhenThePublisherComesBackWithAnotherCodec() {
        watch(96);
        deliver(true);
        watched.publish(Codec.H264);
        assertThat(loop.sessions()).isZero();
        assertThat(watched.deserted)
                .as("the next viewer finds a stream with the new tracks")
                .isEqualTo(1);
    }

    @Test
    void shouldIgnorePacketsOfAPublicationThatWasReplaced() {
        watch(96);
        deliver(true);
        watched.publish(Codec.VP8);
        deliver(true);
        assertThat(loop.sent).isEqualTo(1);
    }

    @Test
    void shouldAllocateNothingPerPacketAndViewer() {
        assumeTrue(SrtpCiphers.libcrypto().isPresent());
        watch(96);
        deliver(true);
        double one = bytesPerPacket(0);
        for (int i = 1; i < VIEWERS; i++) {
            watch(96);
        }
        deliver(true);
        long sentBefore = loop.sent;
        deliver(false);
        assertThat(loop.sent - sentBefore).isEqualTo(VIEWERS);
        double wanted = one + BYTES_PER_PACKET_AND_VIEWER_MAX * (VIEWERS - 1);
        double all = bytesPerPacket(wanted / 4);
        double perViewer = (all - one) / (VIEWERS - 1);
        System.out.printf(
                "fan-out garbage: %.1f B a packet to one viewer, %.2f B more for each further viewer%n",
                one, perViewer);
        assertThat(perViewer).isLessThanOrEqualTo(BYTES_PER_PACKET_AND_VIEWER_MAX);
    }

    /** Bytes allocated per packet delivered, its own two arrays left out; the first round that is below the wanted, or the best. */
    private double bytesPerPacket(double wanted) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS_MAX && best > wanted; round++) {
            MediaPacket[] packets = new MediaPacket[PACKETS];
            for (int i = 0; i < PACKETS; i++, sequence++) {
                packets[i] = EdgeFixtures.packet(
                        0, sequence, sequence * 3_000, false, new byte[] {0x10, 1, 2, 3}, loop.nowNs());
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (MediaPacket packet : packets) {
                watched.publication.deliver(packet);
            }
            best = Math.min(best, (threads.getCurrentThreadAllocatedBytes() - before) / (double) PACKETS);
        }
        return best;
    }
}
