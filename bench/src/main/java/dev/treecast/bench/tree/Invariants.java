package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.SECOND;

import java.util.Locale;
import java.util.Set;

/** What has to hold at every moment. What does not ends the simulation. */
final class Invariants {
    static final int DEPTH_MAX = 3;

    /**
     * How long an edge may go without a stream that it could have: searches that found nothing begin again after 7.5 s at most, and then a
     * link has to be opened across the world and a question asked on it.
     */
    static final long ORPHAN_NS = 10 * SECOND;

    /** After nodes could hear of each other again, two may publish a stream for so long. */
    static final long TWO_INGEST_NODES_NS = 5 * SECOND;

    /** Something does not hold. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }

    private final SimulatedTree tree;

    Invariants(SimulatedTree tree) {
        this.tree = tree;
    }

    private Violation violation(String what) {
        double seconds = (double) tree.timeline.nowNs() / SECOND;
        return new Violation(String.format(
                Locale.ROOT,
                "seed %d, %s, event %d at %.6f s: %s",
                tree.plan.seed(),
                tree.plan.scenario().text(),
                tree.timeline.events(),
                seconds,
                what));
    }

    /** A node takes a stream from another than before. */
    void taken(SimulatedNode node, String stream) {
        int depth = 0;
        SimulatedNode at = node;
        while (!at.media.published.containsKey(stream)) {
            Media.Taken taken = at.media.taken.get(stream);
            if (taken == null || !taken.parent.media.isServed(stream, at)) {
                break;
            }
            at = taken.parent;
            depth++;
            if (at == node) {
                throw violation("a loop of " + stream + " at " + node.id());
            }
            if (depth > DEPTH_MAX) {
                throw violation(stream + " is " + depth + " deep at " + node.id());
            }
        }
        if (depth + height(node, stream) > DEPTH_MAX) {
            throw violation(stream + " is too deep below " + node.id() + ", which is " + depth + " deep");
        }
    }

    /** Of those that are served: who has been dismissed, and does not know it yet, gets nothing from here any more. */
    private static int height(SimulatedNode node, String stream) {
        int height = 0;
        for (SimulatedNode taker : node.media.takers.getOrDefault(stream, Set.of())) {
            if (taker.alive && node.media.isServed(stream, taker)) {
                height = Math.max(height, 1 + height(taker, stream));
            }
        }
        return height;
    }

    /** A node serves one more child. */
    void served(SimulatedNode node) {
        if (node.media.children > node.record.capacity()) {
            throw violation(node.id() + " serves " + node.media.children + " and can serve " + node.record.capacity());
        }
    }

    void orphan(Watch watch, long orphanNs) {
        if (orphanNs > ORPHAN_NS) {
            throw violation(watch.edge.id() + " has been without " + watch.stream + " for " + orphanNs / SECOND + " s");
        }
    }

    void oneIngestNode(String stream, int count, long sinceNs) {
        if (count > 1 && tree.timeline.nowNs() - sinceNs > TWO_INGEST_NODES_NS) {
            throw violation(count + " nodes publish " + stream);
        }
    }
}
