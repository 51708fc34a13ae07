package dev.treecast.webrtc.congestion;

import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.rtcp.TransportFeedbackWriter;
import java.util.Random;

/** An estimator whose viewer says anything: nothing is thrown, and the estimate stays within its bounds. */
final class HostileFeedback {
    private final BandwidthEstimator estimator =
            new BandwidthEstimator(EstimatorOptions.defaults(), new ArrivalOrder());
    private final TransportFeedback flyweight = new TransportFeedback();
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final byte[] packet = new byte[1_500];
    private final long[] arrivals = new long[1_024];
    private long nowNs;
    private int sequence;

    HostileFeedback(long nowNs, int sequence) {
        this.nowNs = nowNs;
        this.sequence = sequence;
    }

    /** Time goes by, packets are sent. */
    void send(int packets, long intervalNs, int bytes) {
        for (int i = 0; i < packets; i++) {
            nowNs += intervalNs;
            estimator.wantProbe(nowNs, 3_000_000);
            estimator.probe().nextPacketBytes(nowNs);
            estimator.sent(nowNs, sequence++ & 0xffff, bytes, estimator.probe().cluster());
            check();
        }
    }

    /** Any bytes. */
    void bytes(byte[] data, int length) {
        if (flyweight.wrap(data, 0, length)) {
            estimator.feedback(nowNs, flyweight);
            check();
        }
    }

    /** Well-formed feedback on what was really sent, with arrivals that are made up. */
    void madeUp(Random random) {
        int count = 1 + random.nextInt(200);
        long at = random.nextLong(1L << 31);
        int scatter = 1 << random.nextInt(14);
        for (int i = 0; i < arrivals.length; i++) {
            at = Math.max(0, at + random.nextInt(scatter) - scatter / 4);
            arrivals[i] = random.nextInt(4) == 0 ? TransportFeedbackWriter.NOT_RECEIVED : at;
        }
        long base = 65_536 + sequence - random.nextInt(600);
        int length = writer.write(packet, 0, packet.length, 1, 2, random.nextInt(256), arrivals, base, count);
        if (length > 0) {
            bytes(packet, length);
        }
    }

    void report(double fractionLost, long roundTripNs, long rembBps) {
        estimator.receiverReport(nowNs, fractionLost, roundTripNs);
        estimator.remb(nowNs, rembBps);
        check();
    }

    private void check() {
        long bps = estimator.estimateBps();
        double loss = estimator.lossFraction();
        if (bps < 100_000 || bps > 50_000_000 || !(loss >= 0 && loss <= 1) || estimator.inFlightBytes() < 0) {
            throw new AssertionError(bps + " bit/s, " + loss + " lost, " + estimator.inFlightBytes() + " in flight");
        }
        if (estimator.roundTripNs() < 0 || estimator.acknowledgedBps() < 0) {
            throw new AssertionError("round trip " + estimator.roundTripNs() + ", " + estimator.acknowledgedBps());
        }
    }
}
