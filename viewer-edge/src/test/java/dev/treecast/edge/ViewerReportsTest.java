package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.ReceiverReferenceTime;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who only receives is told the round trip when it asks, and not more often than is good. */
class ViewerReportsTest {
    private final WatchedStream watched = new WatchedStream(Pacing.burst());
    private final ViewerSession viewer = watched.watch(96);
    private final byte[] datagram = new byte[100];

    private long answersTo(CompoundWriter compound) {
        long before = watched.loop.sent;
        viewer.rtcp(watched.loop.nowNs, datagram, 0, compound.length());
        return watched.loop.sent - before;
    }

    private CompoundWriter report() {
        CompoundWriter writer = new CompoundWriter().start(datagram, 0, datagram.length);
        writer.append(new ReceiverReport(7, List.of()));
        return writer;
    }

    private CompoundWriter reportWithReferenceTime() {
        CompoundWriter writer = report();
        writer.append(new ReceiverReferenceTime(7, 0x1234_5678_9abc_def0L));
        return writer;
    }

    @Test
    void shouldAnswerAReferenceTime() {
        assertThat(answersTo(report())).isZero();
        assertThat(answersTo(reportWithReferenceTime())).isEqualTo(1);
    }

    @Test
    void shouldAnswerTenTimesASecondAtMost() {
        assertThat(answersTo(reportWithReferenceTime())).isEqualTo(1);
        watched.loop.nowNs += 99 * MS;
        assertThat(answersTo(reportWithReferenceTime())).isZero();
        watched.loop.nowNs += MS;
        assertThat(answersTo(reportWithReferenceTime())).isEqualTo(1);
    }
}
