package dev.treecast.bench.loss;

import dev.treecast.bench.tree.Timeline;
import dev.treecast.edge.repair.RepairBudget;
import dev.treecast.edge.repair.RepairOptions;
import dev.treecast.edge.repair.Repairs;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** One run: a video stream, a server, a path that loses packets, a viewer. */
public final class LossSimulation {
    /** Padding follows a frame so closely: what is lost with the frame is not lost with it as well. */
    private static final long TAIL_PADDING_NS = 3 * Timeline.MS;

    /** What is lost last has until then to come. */
    private static final long TAIL_NS = 3 * Timeline.SECOND;

    // Given.
    private final LossPlan plan;
    private final long roundTripNs;
    private final RepairOptions options;
    /** As reports tell: with the jitter of both ways. libwebrtc's receiver takes the longest of late. */
    private final long measuredNs;

    // Owned.
    private final Timeline timeline = new Timeline();
    private final VideoSource source;
    private final Path forward;
    private final Path back;
    private final Viewer viewer;
    private final FecGroups fec;
    private final Repairs repairs;
    private final RepairBudget budget;

    // State.
    private final long[] sentNs;
    private final long[] repeatedNs;
    private long lost;
    private long extraBytes;

    private LossSimulation(LossPlan plan) {
        this.plan = plan;
        this.roundTripNs = plan.roundTripMs() * Timeline.MS;
        this.options = RepairOptions.defaults().withDeadlineNs(plan.deadlineMs() * Timeline.MS);
        SplittableRandom random = new SplittableRandom(plan.seed());
        this.forward = new Path(random.split(), plan.loss(), plan.burstMs(), roundTripNs / 2);
        this.back = new Path(random.split(), plan.feedbackLoss(), plan.burstMs(), roundTripNs / 2);
        this.measuredNs = roundTripNs + LossPlan.JITTER_MS * Timeline.MS;
        this.source = new VideoSource(timeline, random, plan.packets(), this::sendFirst, this::frameEnds);
        this.viewer = new Viewer(
                plan.packets(),
                plan.roundTripKnown() ? roundTripNs + 2 * LossPlan.JITTER_MS * Timeline.MS : 0,
                this::request);
        this.fec = new FecGroups(plan.packets(), Math.max(1, plan.fecGroup()));
        this.budget = new RepairBudget(options);
        this.repairs = new Repairs(options, budget);
        this.sentNs = new long[plan.packets()];
        this.repeatedNs = new long[plan.packets()];
    }

    public static LossResult run(LossPlan plan) {
        return new LossSimulation(plan).run();
    }

    private LossResult run() {
        timeline.every(Viewer.GRID_NS, () -> viewer.tick(timeline.nowNs()));
        source.run(TAIL_NS);
        return result();
    }

    private void sendFirst(int packet) {
        sentNs[packet] = timeline.nowNs();
        if (!send(packet)) {
            lost++;
        }
        if (plan.scheme().hasFec() && fec.ends(packet)) {
            sendFec(fec.group(packet));
        }
    }

    private void frameEnds() {
        if (plan.scheme() == Scheme.PADDED) {
            timeline.after(TAIL_PADDING_NS, this::pad);
        }
    }

    /** What shows that a frame's last packets are missing before the next frame does. */
    private void pad() {
        extraBytes += LossPlan.PADDING_BYTES;
        int newest = source.sent() - 1;
        long atNs = forward.arrivalNs(timeline.nowNs());
        if (atNs != Timeline.NEVER) {
            timeline.at(atNs, () -> viewer.reached(newest, timeline.nowNs()));
        }
    }

    private boolean send(int packet) {
        long atNs = forward.arrivalNs(timeline.nowNs());
        if (atNs == Timeline.NEVER) {
            return false;
        }
        timeline.at(atNs, () -> {
            if (viewer.arrivedNs(packet) == 0) {
                viewer.arrived(packet, timeline.nowNs());
                fec.came(fec.group(packet));
                recover(fec.group(packet));
            }
        });
        return true;
    }

    private void sendFec(int group) {
        extraBytes += LossPlan.PACKET_BYTES;
        long atNs = forward.arrivalNs(timeline.nowNs());
        if (atNs != Timeline.NEVER) {
            timeline.at(atNs, () -> {
                fec.fecCame(group);
                recover(group);
            });
        }
    }

    private void recover(int group) {
        int packet = plan.scheme().hasFec() ? fec.recovered(group, viewer) : -1;
        if (packet >= 0) {
            viewer.arrived(packet, timeline.nowNs());
            fec.came(group);
        }
    }

    private void request(int[] packets) {
        if (!plan.scheme().repeats()) {
            return;
        }
        long atNs = back.arrivalNs(timeline.nowNs());
        if (atNs != Timeline.NEVER) {
            timeline.at(atNs, () -> {
                for (int packet : packets) {
                    answer(packet);
                }
            });
        }
    }

    private void answer(int packet) {
        if (plan.scheme() == Scheme.TREECAST || plan.scheme() == Scheme.PADDED) {
            decide(packet);
        } else if (timeline.nowNs() - repeatedNs[packet] >= roundTripNs) {
            repeat(packet);
            if (plan.scheme() == Scheme.TWICE) {
                timeline.after(options.spacingNs(), () -> repeat(packet));
            }
        }
    }

    private void decide(int packet) {
        budget.sent((long) source.sent() * LossPlan.PACKET_BYTES);
        Repairs.Answer answer =
                repairs.asked(packet, LossPlan.PACKET_BYTES, sentNs[packet], timeline.nowNs(), measuredNs);
        if (answer == Repairs.Answer.ONCE || answer == Repairs.Answer.TWICE) {
            repeat(packet);
        }
        if (answer == Repairs.Answer.TWICE) {
            timeline.after(options.spacingNs(), () -> repeat(packet));
        }
    }

    private void repeat(int packet) {
        repeatedNs[packet] = timeline.nowNs();
        extraBytes += LossPlan.PACKET_BYTES;
        send(packet);
    }

    private LossResult result() {
        Histogram repairNs = new Histogram(10 * Timeline.SECOND, 2);
        long late = 0;
        long never = 0;
        for (int packet = 0; packet < plan.packets(); packet++) {
            long tookNs = viewer.arrivedNs(packet) - sentNs[packet];
            if (viewer.arrivedNs(packet) == 0) {
                never++;
                late++;
            } else {
                late += tookNs > plan.deadlineMs() * Timeline.MS ? 1 : 0;
                // Twice the jitter is never what the path alone takes.
                if (tookNs > roundTripNs / 2 + 2 * LossPlan.JITTER_MS * Timeline.MS) {
                    repairNs.recordValue(Math.min(tookNs, 10 * Timeline.SECOND));
                }
            }
        }
        double all = plan.packets();
        return new LossResult(
                plan,
                lost,
                late / all,
                never / all,
                extraBytes / (all * LossPlan.PACKET_BYTES),
                repairNs.getTotalCount() == 0 ? 0 : repairNs.getValueAtPercentile(50) / 1e6);
    }
}
