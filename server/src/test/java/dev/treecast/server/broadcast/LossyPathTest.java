package dev.treecast.server.broadcast;

import static dev.treecast.server.broadcast.SimulatedBroadcast.MS;
import static dev.treecast.server.broadcast.SimulatedBroadcast.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.edge.repair.RepairCounters;
import dev.treecast.webrtc.simulation.PathConditions;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whole sessions over a path of 40 ms that loses packets on the way to the viewers: how much is not there within 120 ms, and what it costs. */
class LossyPathTest {
    private static final long ONE_WAY_NS = 20 * MS;
    private static final long DEADLINE_NS = 120 * MS;
    private static final int VIEWERS = 10;
    private static final int SECONDS = 60;

    private record Outcome(double residual, double overhead, RepairCounters counters) {}

    private static Outcome watch(double loss, boolean roundTripKnown) {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(21);
        broadcast.network.conditions(new PathConditions(ONE_WAY_NS, 0, 0, 0));
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 0, 5 * SECOND);
        List<SimulatedViewer> viewers = new ArrayList<>();
        for (int i = 0; i < VIEWERS; i++) {
            SimulatedViewer viewer = broadcast.watch("a");
            viewers.add(viewer);
            if (roundTripKnown) {
                // Measured with some jitter in it; at the very round trip the repeat would be about to come.
                viewer.askAgainAfter(2 * ONE_WAY_NS + 4 * MS);
            }
        }
        broadcast.network.runFor(2 * SECOND);
        for (SimulatedLoop server : broadcast.serverLoops) {
            broadcast.network.conditionsFrom(server.address(), new PathConditions(ONE_WAY_NS, 0, loss, 0));
        }
        int first = publisher.frames;
        broadcast.network.runFor(SECONDS * SECOND);
        // The last frames have not had their time yet.
        int last = publisher.frames - 30;
        long late = 0;
        long sent = 0;
        for (SimulatedViewer viewer : viewers) {
            for (int frame = first; frame < last; frame++) {
                // The way to the server is no part of it.
                late += late(viewer.frames.get(frame), publisher.frameNs.get(frame) + ONE_WAY_NS + DEADLINE_NS);
                sent += SimulatedPublisher.PACKETS_PER_FRAME;
            }
        }
        RepairCounters total = new RepairCounters();
        broadcast.edge.repairs().forEach(loop -> {
            total.repeated.add(loop.repeated.sum());
            total.doubled.add(loop.doubled.sum());
            total.overBudget.add(loop.overBudget.sum());
            total.requested.add(loop.requested.sum());
        });
        double repeats = total.repeated.sum() + total.doubled.sum();
        return new Outcome((double) late / sent, repeats / sent, total);
    }

    private static int late(SimulatedViewer.@Nullable Frame frame, long deadlineNs) {
        int late = 0;
        for (int place = 0; place < SimulatedPublisher.PACKETS_PER_FRAME; place++) {
            boolean came = frame != null && frame.packets.get(place) && frame.arrivedNs[place] <= deadlineNs;
            late += came ? 0 : 1;
        }
        return late;
    }

    @Test
    void shouldRepairALightLossAlmostWholly() {
        Outcome outcome = watch(0.01, false);
        assertThat(outcome.residual).as("1 percent lost: %s", outcome).isLessThanOrEqualTo(0.000_05);
        assertThat(outcome.overhead).as("1 percent lost: %s", outcome).isBetween(0.01, 0.03);
        assertThat(outcome.counters.doubled.sum()).isPositive();
        assertThat(outcome.counters.overBudget.sum()).isZero();
    }

    @Test
    void shouldRepairAModerateLossWithinItsDeadline() {
        Outcome outcome = watch(0.05, true);
        assertThat(outcome.residual).as("5 percent lost: %s", outcome).isLessThan(0.000_5);
        assertThat(outcome.overhead).as("5 percent lost: %s", outcome).isLessThan(0.13);
    }

    @Test
    void shouldBoundWhatRepairCostsAtHeavyLoss() {
        Outcome outcome = watch(0.1, true);
        assertThat(outcome.residual).as("10 percent lost: %s", outcome).isLessThan(0.006);
        assertThat(outcome.overhead).as("10 percent lost: %s", outcome).isLessThan(0.19);
    }
}
