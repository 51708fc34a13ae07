package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.SECOND;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/** One run of a scenario. */
public final class TreeSimulation {
    private final TreePlan plan;
    private final SimulatedTree tree;
    private final List<TreeResult.Second> course = new ArrayList<>();
    private int seconds;
    private long viewersBefore;

    private TreeSimulation(TreePlan plan) {
        this.plan = plan;
        tree = new SimulatedTree(plan);
    }

    /** @param progress told each simulated second */
    public static TreeResult run(TreePlan plan, IntConsumer progress) {
        return new TreeSimulation(plan).run(progress);
    }

    private TreeResult run(IntConsumer progress) {
        long beganNs = System.nanoTime();
        List<String> violations = new ArrayList<>();
        try {
            publish();
            tree.timeline.after(TreePlan.LEAD_SECONDS * SECOND, () -> {
                tree.audience.begin();
                new Faults(tree, tree.random.split()).begin();
            });
            for (int second = 0; second < plan.seconds(); second++) {
                tree.timeline.runUntil(tree.timeline.nowNs() + SECOND);
                second();
                progress.accept(second);
            }
            tree.audience.end();
        } catch (Invariants.Violation e) {
            violations.add(String.valueOf(e.getMessage()));
        }
        return result(violations, (System.nanoTime() - beganNs) / 1e9);
    }

    private void publish() {
        List<SimulatedNode> ingest = tree.alive(NodeRole.INGEST, node -> true);
        tree.publishers.publish(SimulatedTree.HOT, ingest.getFirst());
        for (String stream : tree.coldStreams) {
            tree.publishers.publish(stream, ingest.get(tree.random.nextInt(ingest.size())));
        }
    }

    private void second() {
        tree.traffic.second();
        long viewers = tree.audience.viewers.count();
        int second = seconds++ - TreePlan.LEAD_SECONDS;
        course.add(new TreeResult.Second(
                second,
                viewers - viewersBefore,
                tree.audience.viewers.lately().p95(),
                tree.traffic.lastMean(),
                tree.traffic.lastMax()));
        viewersBefore = viewers;
    }

    private TreeResult result(List<String> violations, double wallSeconds) {
        Map<Integer, Integer> depths = new TreeMap<>();
        for (SimulatedNode edge : tree.audience.hotEdges()) {
            depths.merge(edge.depth(SimulatedTree.HOT), 1, Integer::sum);
        }
        Histogram load = Spread.histogram();
        int relays = 0;
        for (SimulatedNode node : tree.nodes) {
            relays += node.is(NodeRole.RELAY) ? 1 : 0;
            if (node.is(NodeRole.RELAY) && node.loadMax > 0) {
                load.recordValue(100L * node.loadMax / node.record.capacity());
            }
        }
        Spread loads = Spread.of(load);
        return new TreeResult(
                plan,
                tree.audience.viewers.count(),
                tree.audience.viewers.cutOffCount(),
                tree.audience.viewers.firstPacket(),
                Spread.ms(tree.audience.joins),
                depths,
                loads,
                relays,
                (int) loads.count(),
                Spread.ms(tree.audience.gaps),
                Spread.ms(tree.audience.recoveries),
                tree.traffic.messages(),
                tree.traffic.bytes(),
                tree.audience.orphanNsMax / 1e6,
                clockErrorMsMax(),
                tree.timeline.events(),
                wallSeconds,
                violations,
                course);
    }

    /** How wrong edges are about their parents' clocks. */
    private double clockErrorMsMax() {
        long worstNs = 0;
        for (SimulatedNode edge : tree.audience.hotEdges()) {
            Media.Taken taken = edge.media.taken.get(SimulatedTree.HOT);
            if (taken != null) {
                OptionalLong offsetNs = edge.membership.clockOffsetNs(taken.parent.id());
                long trueNs = taken.parent.wallSkewNs - edge.wallSkewNs;
                worstNs = Math.max(worstNs, offsetNs.isEmpty() ? 0 : Math.abs(offsetNs.getAsLong() - trueNs));
            }
        }
        return worstNs / 1e6;
    }
}
