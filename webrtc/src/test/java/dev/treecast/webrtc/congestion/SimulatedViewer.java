package dev.treecast.webrtc.congestion;

import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.rtp.TransportFeedbackRecorder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * A sender with an estimator and its viewer: frames, 30 a second, sent in runs every 4 ms at no more than a multiple of the estimate; feedback by the same
 * recorder that publishers get it from. The encoder's rate follows the estimate, or the application's own will.
 */
final class SimulatedViewer {
    private static final long TICK_NS = 4_000_000L;
    private static final long SAMPLE_NS = 20_000_000L;
    private static final int PACKET_BYTES = 1_200;
    private static final double PACING = 1.5;
    private static final long EPOCH_NS = 987_654_321_000L;

    /** What a moment was like. */
    record Sample(double seconds, double estimateBps, double sentBps, double queueMs, EstimateState state) {}

    /**
     * @param feedbackLoss fraction of feedback lost
     * @param feedbackTwice fraction that comes twice, the second time late
     * @param feedbackJitterMs so that feedback overtakes other feedback
     * @param driftPpm by how much the viewer's clock runs fast
     * @param firstSequence the first transport-wide number
     * @param silentFrom seconds from when on there is no more feedback
     */
    record Feedback(
            double feedbackLoss,
            double feedbackTwice,
            double feedbackJitterMs,
            double intervalMs,
            double driftPpm,
            int firstSequence,
            double silentFrom) {
        Feedback(
                double feedbackLoss,
                double feedbackTwice,
                double feedbackJitterMs,
                double intervalMs,
                double driftPpm,
                int firstSequence) {
            this(
                    feedbackLoss,
                    feedbackTwice,
                    feedbackJitterMs,
                    intervalMs,
                    driftPpm,
                    firstSequence,
                    Double.POSITIVE_INFINITY);
        }

        static Feedback good() {
            return new Feedback(0, 0, 0, 50, 0, 65_000);
        }

        Feedback silentFrom(double seconds) {
            return new Feedback(
                    feedbackLoss, feedbackTwice, feedbackJitterMs, intervalMs, driftPpm, firstSequence, seconds);
        }
    }

    private final Simulation simulation;
    private final Bottleneck path;
    private final Feedback conditions;
    /** By the estimate, what the encoder makes. */
    private final LongUnaryOperator encoder;
    /** By the estimate, what one would like to know of; 0 for no probe. */
    private final LongUnaryOperator wanted;

    final BandwidthEstimator estimator = new BandwidthEstimator(EstimatorOptions.defaults(), new ArrivalOrder());
    final List<Sample> samples = new ArrayList<>();
    private final TransportFeedbackRecorder recorder;
    private final TransportFeedback flyweight = new TransportFeedback();
    private final ArrayDeque<Integer> pending = new ArrayDeque<>();
    private final byte[] scratch = new byte[1_500];
    private final double keyframeFactor;

    private int sequence;
    private double frameDebt;
    private int frame;
    private double budget;
    long sentBytes;
    long sentPackets;
    long lostPackets;
    long probeBytes;
    private long sampledBytes;

    SimulatedViewer(
            Simulation simulation,
            Bottleneck path,
            Feedback conditions,
            double keyframeFactor,
            LongUnaryOperator encoder,
            LongUnaryOperator wanted) {
        this.simulation = simulation;
        this.path = path;
        this.conditions = conditions;
        this.keyframeFactor = keyframeFactor;
        this.encoder = encoder;
        this.wanted = wanted;
        this.recorder = new TransportFeedbackRecorder((long) (conditions.intervalMs * 1e6));
        this.sequence = conditions.firstSequence;
    }

    /** Begins to send. */
    void start(double seconds) {
        simulation.at((long) (seconds * 1e9), () -> {
            simulation.every(33_333_333L, this::encode);
            simulation.every(TICK_NS, this::tick);
            simulation.every(SAMPLE_NS, this::sample);
            simulation.every(100_000_000L, () -> {
                long target = wanted.applyAsLong(estimator.estimateBps());
                if (target > 0) {
                    estimator.wantProbe(simulation.nowNs(), target);
                }
            });
        });
    }

    private void encode() {
        double bytes = encoder.applyAsLong(estimator.estimateBps()) / 8.0 / 30;
        bytes *= 1 + 0.15 * simulation.random.nextGaussian();
        if (keyframeFactor > 1 && frame++ % 120 == 0) {
            bytes *= keyframeFactor;
        }
        frameDebt += Math.max(100, bytes);
        // An encoder does not let its pacer fall behind by more than a moment.
        frameDebt = Math.min(frameDebt, 400_000);
        while (frameDebt >= 100) {
            int packet = (int) Math.min(PACKET_BYTES, frameDebt);
            pending.add(packet);
            frameDebt -= packet;
        }
    }

    private void tick() {
        long nowNs = simulation.nowNs();
        double rate = Math.max(
                200_000, PACING * Math.max(estimator.estimateBps(), encoder.applyAsLong(estimator.estimateBps())));
        budget = Math.min(budget + rate * TICK_NS / 8e9, Math.max(PACKET_BYTES, rate * TICK_NS / 8e9));
        while (!pending.isEmpty() && budget > 0) {
            int bytes = pending.poll();
            budget -= bytes;
            send(nowNs, bytes);
        }
        for (int bytes = estimator.probe().nextPacketBytes(nowNs);
                bytes > 0;
                bytes = estimator.probe().nextPacketBytes(nowNs)) {
            probeBytes += bytes;
            send(nowNs, bytes);
        }
    }

    private void send(long nowNs, int bytes) {
        int number = sequence++ & 0xffff;
        estimator.sent(nowNs, number, bytes, estimator.probe().cluster());
        sentBytes += bytes;
        sentPackets++;
        long arrivalNs = path.send(nowNs, bytes);
        if (arrivalNs == Bottleneck.DROPPED) {
            lostPackets++;
            return;
        }
        simulation.at(arrivalNs, () -> {
            recorder.onPacket(number, clock(simulation.nowNs()));
            report();
            long deadlineNs = recorder.nextDeadlineNs();
            if (deadlineNs != TransportFeedbackRecorder.NO_DEADLINE) {
                simulation.in(Math.max(0, deadlineNs - clock(simulation.nowNs())), this::report);
            }
        });
    }

    private long clock(long nowNs) {
        return EPOCH_NS + nowNs + (long) (nowNs * conditions.driftPpm / 1e6);
    }

    private void report() {
        while (true) {
            int length = recorder.write(clock(simulation.nowNs()), scratch, 0, 1_200, 1, 2);
            if (length <= 0) {
                return;
            }
            if (simulation.random.nextDouble() < conditions.feedbackLoss
                    || simulation.nowNs() / 1e9 > conditions.silentFrom) {
                continue;
            }
            byte[] packet = Arrays.copyOf(scratch, length);
            long delayNs =
                    path.oneWayNs() + (long) (simulation.random.nextDouble() * conditions.feedbackJitterMs * 1e6);
            simulation.in(delayNs, () -> feedback(packet));
            if (simulation.random.nextDouble() < conditions.feedbackTwice) {
                simulation.in(delayNs + 150_000_000L, () -> feedback(packet));
            }
        }
    }

    private void feedback(byte[] packet) {
        if (!flyweight.wrap(packet, 0, packet.length)) {
            throw new AssertionError("the recorder wrote what cannot be read");
        }
        estimator.feedback(simulation.nowNs(), flyweight);
    }

    private void sample() {
        double sentBps = (sentBytes - sampledBytes) * 8e9 / SAMPLE_NS;
        sampledBytes = sentBytes;
        long nowNs = simulation.nowNs();
        samples.add(new Sample(nowNs / 1e9, estimator.estimateBps(), sentBps, path.queueMs(nowNs), estimator.state()));
    }

    PathRate pathRate() {
        return path.rate();
    }

    /** Mean of the estimate over a time, bit/s. */
    double meanEstimateBps(double fromSeconds, double toSeconds) {
        return samples.stream()
                .filter(s -> s.seconds >= fromSeconds && s.seconds < toSeconds)
                .mapToDouble(Sample::estimateBps)
                .average()
                .orElseThrow();
    }

    double minEstimateBps(double fromSeconds, double toSeconds) {
        return samples.stream()
                .filter(s -> s.seconds >= fromSeconds && s.seconds < toSeconds)
                .mapToDouble(Sample::estimateBps)
                .min()
                .orElseThrow();
    }

    double meanSentBps(double fromSeconds, double toSeconds) {
        return samples.stream()
                .filter(s -> s.seconds >= fromSeconds && s.seconds < toSeconds)
                .mapToDouble(Sample::sentBps)
                .average()
                .orElseThrow();
    }

    /** Seconds from an instant until the estimate is first on the wanted side of a bound; infinite if never. */
    double secondsUntil(double fromSeconds, double bps, boolean above) {
        return samples.stream()
                .filter(s -> s.seconds >= fromSeconds && (above ? s.estimateBps >= bps : s.estimateBps <= bps))
                .mapToDouble(s -> s.seconds - fromSeconds)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** How long packets waited in the queue, at most, apart from the longest part of them. */
    double queueMsQuantile(double fromSeconds, double toSeconds, double quantile) {
        double[] sorted = samples.stream()
                .filter(s -> s.seconds >= fromSeconds && s.seconds < toSeconds)
                .mapToDouble(Sample::queueMs)
                .sorted()
                .toArray();
        return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)];
    }
}
