package dev.treecast.edge;

import dev.treecast.webrtc.congestion.ArrivalOrder;
import dev.treecast.webrtc.congestion.BandwidthEstimator;
import dev.treecast.webrtc.congestion.EstimateState;
import dev.treecast.webrtc.congestion.EstimatorOptions;
import dev.treecast.webrtc.congestion.ProbeController;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.srtp.PlainRtpPacket;

/**
 * What the path to one viewer carries: numbers its packets of video, reads what comes back, and says when to probe. Only for a stream with layers;
 * where there is nothing to choose nothing is measured.
 */
final class ViewerBandwidth {
    /** SRTP's tag, UDP and IPv4: what the path carries besides the packet. */
    private static final int OVERHEAD_BYTES = 16 + 8 + 20;

    private final BandwidthEstimator estimator;
    private int transportSequence;

    ViewerBandwidth(ArrivalOrder order) {
        estimator = new BandwidthEstimator(EstimatorOptions.defaults(), order);
    }

    /** Numbers a packet that is about to be sent, if its profile has numbers, and notes it. */
    void sending(PlainRtpPacket packet, long nowNs) {
        int number = BandwidthEstimator.NO_SEQUENCE;
        if (packet.hasTransportSequence()) {
            number = transportSequence++ & 0xffff;
            packet.setTransportSequence(number);
        }
        estimator.sent(
                nowNs,
                number,
                packet.length() + OVERHEAD_BYTES,
                estimator.probe().cluster());
    }

    void feedback(long nowNs, TransportFeedback feedback) {
        estimator.feedback(nowNs, feedback);
    }

    void remb(long nowNs, long bps) {
        estimator.remb(nowNs, bps);
    }

    /** @param fractionLost of video, in 256ths */
    void receiverReport(long nowNs, int fractionLost, long roundTripNs) {
        estimator.receiverReport(nowNs, fractionLost / 256.0, roundTripNs);
    }

    /** Begins a probe if it is time for one and worth it. */
    boolean probe(long nowNs, long targetBps) {
        return estimator.wantProbe(nowNs, targetBps);
    }

    /** How large a packet of a probe is to be sent now; 0 for none. */
    int probeBytes(long nowNs) {
        return Math.max(0, estimator.probe().nextPacketBytes(nowNs) - OVERHEAD_BYTES);
    }

    /** When to ask for {@link #probeBytes} again; {@link LoopSession#NO_DEADLINE} while no probe is sent. */
    long deadlineNs() {
        long dueNs = estimator.probe().nextDeadlineNs();
        return dueNs == ProbeController.NO_DEADLINE ? LoopSession.NO_DEADLINE : dueNs;
    }

    /**
     * What the path is believed to carry, bit/s. A layer's rate is not ours to lower: where more arrives than the estimate allows and no queue grows, the
     * path carries that.
     */
    long estimateBps() {
        long estimate = estimator.estimateBps();
        return switch (estimator.state()) {
            case GROWING, APPLICATION_LIMITED -> Math.max(estimate, estimator.acknowledgedBps());
            default -> estimate;
        };
    }

    EstimateState state() {
        return estimator.state();
    }

    /** Share of packets lost before repair. */
    double loss() {
        return estimator.lossFraction();
    }
}
