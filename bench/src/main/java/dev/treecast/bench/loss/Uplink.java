package dev.treecast.bench.loss;

import dev.treecast.bench.tree.Timeline;
import dev.treecast.webrtc.rtp.LossDetector;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * From a publisher to the ingest: the server's own {@link LossDetector} asks, and the publisher answers as libwebrtc does, not twice within a round
 * trip. What it takes the round trip for is measured as a browser's would be: with the jitter of both ways.
 */
public final class Uplink {
    private static final long TAIL_NS = 3 * Timeline.SECOND;
    private static final int SEQUENCE_NUMBERS = 1 << 16;

    private final LossPlan plan;
    private final long roundTripNs;
    private final Timeline timeline = new Timeline();
    private final VideoSource source;
    private final Path forward;
    private final Path back;
    private final LossDetector detector = new LossDetector(LossDetector.Options.defaults());
    private final int[] missing = new int[256];
    private final long[] sentNs;
    private final long[] arrivedNs;
    private final long[] repeatedNs;
    private long repeats;
    private int newest;

    private Uplink(LossPlan plan) {
        this.plan = plan;
        this.roundTripNs = plan.roundTripMs() * Timeline.MS;
        SplittableRandom random = new SplittableRandom(plan.seed());
        this.forward = new Path(random.split(), plan.loss(), plan.burstMs(), roundTripNs / 2);
        this.back = new Path(random.split(), plan.feedbackLoss(), plan.burstMs(), roundTripNs / 2);
        this.source = new VideoSource(timeline, random, plan.packets(), this::sendFirst, () -> {});
        this.sentNs = new long[plan.packets()];
        this.arrivedNs = new long[plan.packets()];
        this.repeatedNs = new long[plan.packets()];
        if (plan.roundTripKnown()) {
            detector.setRoundTripNs(roundTripNs + 2 * LossPlan.JITTER_MS * Timeline.MS);
        }
    }

    /** @param plan its scheme does not count; whether the round trip is known says what the handshake told the server */
    public static LossRow run(String what, LossPlan plan) {
        return new Uplink(plan).run(what);
    }

    private LossRow run(String what) {
        source.run(TAIL_NS);
        long late = 0;
        for (int packet = 0; packet < plan.packets(); packet++) {
            boolean came =
                    arrivedNs[packet] != 0 && arrivedNs[packet] - sentNs[packet] <= plan.deadlineMs() * Timeline.MS;
            late += came ? 0 : 1;
        }
        double all = plan.packets();
        return new LossRow(
                what,
                plan.loss(),
                plan.burstMs(),
                plan.feedbackLoss(),
                plan.roundTripMs(),
                plan.deadlineMs(),
                late / all,
                repeats / all,
                0);
    }

    private void sendFirst(int packet) {
        sentNs[packet] = timeline.nowNs();
        send(packet);
    }

    private void send(int packet) {
        long atNs = forward.arrivalNs(timeline.nowNs());
        if (atNs != Timeline.NEVER) {
            timeline.at(atNs, () -> arrive(packet));
        }
    }

    private void arrive(int packet) {
        if (arrivedNs[packet] == 0) {
            arrivedNs[packet] = timeline.nowNs();
        }
        newest = Math.max(newest, packet);
        detector.onPacket(packet % SEQUENCE_NUMBERS, timeline.nowNs());
        ask();
    }

    private void ask() {
        int count = detector.poll(timeline.nowNs(), missing);
        if (count > 0) {
            int[] asked = Arrays.copyOf(missing, count);
            long atNs = back.arrivalNs(timeline.nowNs());
            if (atNs != Timeline.NEVER) {
                timeline.at(atNs, () -> answer(asked));
            }
        }
        long nextNs = detector.nextDeadlineNs();
        if (nextNs != LossDetector.NO_DEADLINE) {
            timeline.at(nextNs, this::askIfDue);
        }
    }

    private void askIfDue() {
        if (detector.nextDeadlineNs() <= timeline.nowNs()) {
            ask();
        }
    }

    private void answer(int[] asked) {
        for (int number : asked) {
            int packet = newest - ((newest - number) & (SEQUENCE_NUMBERS - 1));
            if (packet >= 0 && (repeatedNs[packet] == 0 || timeline.nowNs() - repeatedNs[packet] >= roundTripNs)) {
                repeatedNs[packet] = timeline.nowNs();
                repeats++;
                send(packet);
            }
        }
    }
}
