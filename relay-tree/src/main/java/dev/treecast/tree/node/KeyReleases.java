package dev.treecast.tree.node;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Streams whose keys are to be given back, and how often that was said: nobody answers, and with a link what was said on it gets lost. The ingest node takes what
 * it hears again for no more than that. Confined to the control loop.
 */
final class KeyReleases {
    /** In all; the tree keeps the way to the ingest node for ten seconds after the last viewer. */
    private static final int TIMES = 3;

    /** Between two: a node on the way that lost its parent has another by then, or not soon. */
    private static final long AGAIN_NS = 3_000_000_000L;

    /** Strangers choose what is watched; the oldest are forgotten, and their keys change in some minutes anyhow. */
    private static final int STREAMS_MAX = 256;

    private record Left(ViewedStream stream, int times, long dueNs) {}

    private final Map<String, Left> left = new LinkedHashMap<>();

    /** Nobody here watches a stream any more; it is said at the next {@link #timeout}. */
    void add(long nowNs, ViewedStream stream) {
        left.remove(stream.name());
        left.put(stream.name(), new Left(stream, 0, nowNs));
        if (left.size() > STREAMS_MAX) {
            left.remove(left.keySet().iterator().next());
        }
    }

    /** It is watched again. */
    void remove(String stream) {
        left.remove(stream);
    }

    /** @param said takes each stream of which it is to be said now that its keys are given back */
    void timeout(long nowNs, Consumer<ViewedStream> said) {
        List<Left> due = new ArrayList<>();
        for (Iterator<Left> each = left.values().iterator(); each.hasNext(); ) {
            Left next = each.next();
            if (next.dueNs <= nowNs) {
                due.add(next);
                each.remove();
            }
        }
        for (Left each : due) {
            said.accept(each.stream);
            if (each.times + 1 < TIMES) {
                left.put(each.stream.name(), new Left(each.stream, each.times + 1, nowNs + AGAIN_NS));
            }
        }
    }

    int size() {
        return left.size();
    }
}
