package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.rtp.TransportFeedbackRecorder;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Garbage per feedback of 50 packets, which are sent, probed for and reported. */
class EstimatorAllocationTest {
    private static final int PACKETS = 50;
    private static final int FEEDBACKS = 1_000;
    /** The compiler works beside us: rounds until it is done. */
    private static final int ROUNDS_MAX = 30;

    private final BandwidthEstimator estimator =
            new BandwidthEstimator(EstimatorOptions.defaults(), new ArrivalOrder());
    private final TransportFeedbackRecorder recorder = new TransportFeedbackRecorder(0);
    private final TransportFeedback flyweight = new TransportFeedback();
    private final byte[] packet = new byte[1_500];
    private long nowNs;
    private int sequence;

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS_MAX && best > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < FEEDBACKS; i++) {
                exchange();
            }
            best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(best).isZero();
        assertThat(estimator.hasTransportFeedback()).isTrue();
        assertThat(estimator.acknowledgedBps()).isGreaterThan(5_000_000);
    }

    private void exchange() {
        estimator.wantProbe(nowNs, 40_000_000);
        for (int i = 0; i < PACKETS; i++) {
            nowNs += 1_000_000;
            int number = sequence++ & 0xffff;
            estimator.sent(nowNs, number, 1_200, estimator.probe().cluster());
            estimator.probe().nextPacketBytes(nowNs);
            // One in fifty is lost, and one overtakes another.
            if (i != 7) {
                recorder.onPacket(i == 20 ? number + 1 & 0xffff : i == 21 ? number - 1 & 0xffff : number, nowNs);
            }
        }
        nowNs += 20_000_000;
        int length = recorder.write(nowNs, packet, 0, packet.length, 1, 2);
        if (length <= 0 || !flyweight.wrap(packet, 0, length)) {
            throw new AssertionError("no feedback");
        }
        estimator.feedback(nowNs, flyweight);
    }
}
