package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.ReportBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A viewer whose path loses too much is sent less, and the others are not. */
class ThinnedViewerTest {
    private final WatchedStream watched = new WatchedStream(Pacing.burst());
    private final ViewerSession lossy = watched.watch(96);
    private final ViewerSession other = watched.watch(96);

    private long sent(ViewerSession viewer) {
        return viewer.status(watched.loop.nowNs).sent().packets();
    }

    private void report(int fractionLost, int seconds) {
        byte[] datagram = new byte[100];
        CompoundWriter writer = new CompoundWriter().start(datagram, 0, datagram.length);
        int ssrc = watched.stream.media().getFirst().ssrc;
        writer.append(new ReceiverReport(1, List.of(new ReportBlock(ssrc, fractionLost, 0, 0, 0, 0, 0))));
        for (int s = 0; s <= seconds; s++) {
            lossy.rtcp(watched.loop.nowNs, datagram, 0, writer.length());
            watched.loop.nowNs += SECOND;
        }
    }

    @Test
    void shouldBeSentKeyframesOnlyUntilItsLossesHaveGone() {
        watched.frame(true, 2, 1_000);
        watched.frame(false, 3, 1_000);
        assertThat(sent(lossy)).isEqualTo(5);
        report(100, 5);

        watched.frame(false, 3, 1_000);
        assertThat(sent(lossy)).isEqualTo(5);
        watched.frame(true, 4, 1_000);
        watched.frame(false, 3, 1_000);
        assertThat(sent(lossy)).as("the keyframe").isEqualTo(9);
        assertThat(lossy.status(0).sent().withheld()).isEqualTo(6);
        assertThat(sent(other)).as("everything").isEqualTo(15);

        int requests = watched.keyframeRequests.size();
        report(0, 10);
        assertThat(watched.keyframeRequests).hasSize(requests + 1);
        watched.loop.nowNs += 30 * MS;
        watched.frame(false, 3, 1_000);
        assertThat(sent(lossy)).as("refers to frames that were withheld").isEqualTo(9);
        watched.frame(true, 1, 1_000);
        watched.frame(false, 1, 1_000);
        assertThat(sent(lossy)).isEqualTo(11);
        assertThat(sent(other)).isEqualTo(20);
    }
}
