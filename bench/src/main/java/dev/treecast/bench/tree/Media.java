package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.NEVER;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The media that passes a node, without its packets: when the last came follows from who takes the stream from whom since when, and from what
 * has died or been cut off meanwhile.
 */
final class Media {
    /** A stream that comes from a parent. */
    static final class Taken {
        final SimulatedNode parent;
        final int depth;
        final long startNs;
        final long beforeNs;
        long stoppedNs = NEVER;

        private Taken(SimulatedNode parent, int depth, long startNs, long beforeNs) {
            this.parent = parent;
            this.depth = depth;
            this.startNs = startNs;
            this.beforeNs = beforeNs;
        }
    }

    private final SimulatedNode node;
    private final Network network;

    /** When streams that are published here began. */
    final Map<String, Long> published = new LinkedHashMap<>();

    final Map<String, Taken> taken = new LinkedHashMap<>();

    /** Since when children are served, by stream and child. */
    private final Map<String, Map<String, Long>> served = new LinkedHashMap<>();

    /** Nodes that take a stream from here, by their own account. */
    final Map<String, Set<SimulatedNode>> takers = new LinkedHashMap<>();

    private final Map<String, Long> lastNs = new HashMap<>();
    int children;

    Media(SimulatedNode node, Network network) {
        this.node = node;
        this.network = network;
    }

    void publish(long nowNs, String stream) {
        published.put(stream, nowNs);
    }

    void unpublish(long nowNs, String stream) {
        if (published.remove(stream) != null) {
            lastNs.put(stream, nowNs);
        }
    }

    void serve(long nowNs, String stream, String child) {
        if (served.computeIfAbsent(stream, name -> new LinkedHashMap<>()).putIfAbsent(child, nowNs) == null) {
            children++;
        }
    }

    /** Whether a node is sent a stream from here, whatever it thinks. */
    boolean isServed(String stream, SimulatedNode child) {
        return served.getOrDefault(stream, Map.of()).containsKey(child.id());
    }

    void stopServing(long nowNs, String stream, String child) {
        Map<String, Long> all = served.get(stream);
        if (all == null || all.remove(child) == null) {
            return;
        }
        children--;
        for (SimulatedNode taker : takers.getOrDefault(stream, Set.of())) {
            Taken theirs = taker.media.taken.get(stream);
            if (taker.id().equals(child) && theirs != null && theirs.parent == node) {
                theirs.stoppedNs = Math.min(theirs.stoppedNs, nowNs);
            }
        }
    }

    void take(long nowNs, String stream, SimulatedNode parent, int depth) {
        long beforeNs = lastNs(stream, nowNs);
        Taken left = taken.get(stream);
        Long sinceNs = parent.media.served.getOrDefault(stream, Map.of()).get(node.id());
        long oneWayNs = network.oneWayNs(parent.region, node.region);
        if (left != null && left.parent == parent && left.stoppedNs == NEVER) {
            taken.put(stream, new Taken(parent, depth, left.startNs, left.beforeNs));
            return;
        }
        leave(stream, left);
        long startNs = Math.max(beforeNs, sinceNs == null ? nowNs : sinceNs + oneWayNs);
        Taken now = new Taken(parent, depth, startNs, beforeNs);
        if (sinceNs == null) {
            now.stoppedNs = nowNs - oneWayNs;
        }
        taken.put(stream, now);
        parent.media
                .takers
                .computeIfAbsent(stream, name -> new LinkedHashSet<>())
                .add(node);
    }

    private void leave(String stream, @Nullable Taken left) {
        if (left != null) {
            left.parent.media.takers.getOrDefault(stream, Set.of()).remove(node);
        }
    }

    void lost(long nowNs, String stream) {
        if (taken.containsKey(stream)) {
            lastNs.put(stream, lastNs(stream, nowNs));
            leave(stream, taken.remove(stream));
        }
    }

    /** The node is no more: nobody is to find it above or below. */
    void died() {
        taken.forEach(this::leave);
    }

    /** When the last packet of a stream came, or was sent by the publisher, as of a time; 0 when none ever did. */
    long lastNs(String stream, long asOfNs) {
        long untilNs = Math.min(asOfNs, node.diedNs);
        Taken from = taken.get(stream);
        if (published.containsKey(stream)) {
            return untilNs;
        }
        if (from == null) {
            return Math.min(untilNs, lastNs.getOrDefault(stream, 0L));
        }
        long oneWayNs = network.oneWayNs(from.parent.region, node.region);
        long sentNs = Math.min(untilNs - oneWayNs, from.stoppedNs);
        sentNs = Math.min(sentNs, network.cutNs(from.parent.region, node.region));
        long arrivedNs = from.parent.media.lastNs(stream, sentNs) + oneWayNs;
        return arrivedNs < from.startNs ? from.beforeNs : arrivedNs;
    }

    /** When what comes now began to come: the latest of the moments at which something on the way up was mended. */
    long resumedNs(String stream) {
        Taken from = taken.get(stream);
        if (from == null) {
            return published.getOrDefault(stream, 0L);
        }
        long healedNs =
                Math.max(network.healedNs(from.parent.region, node.region), from.parent.media.resumedNs(stream));
        return Math.max(from.startNs, healedNs + network.oneWayNs(from.parent.region, node.region));
    }

    /** When a parent's media was last heard. */
    long heardNs(SimulatedNode parent, long nowNs) {
        long heardNs = 0;
        for (Map.Entry<String, Taken> each : taken.entrySet()) {
            if (each.getValue().parent == parent) {
                heardNs = Math.max(heardNs, lastNs(each.getKey(), nowNs));
            }
        }
        return heardNs;
    }

    /** When media was last sent to a child. */
    long sentNs(SimulatedNode child, long nowNs) {
        long sentNs = 0;
        for (Map.Entry<String, Taken> each : child.media.taken.entrySet()) {
            if (each.getValue().parent == node && each.getValue().stoppedNs == NEVER) {
                sentNs = Math.max(sentNs, lastNs(each.getKey(), nowNs));
            }
        }
        return sentNs;
    }
}
