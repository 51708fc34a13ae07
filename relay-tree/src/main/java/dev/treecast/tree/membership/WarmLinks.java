package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The relay that its region would ask first for a live stream, and the second, keep a link to the stream's ingest node before anybody asks:
 * handshakes across an ocean are most of what the first viewer of a region would wait for, and most of the gap when the first relay fails.
 * One link to each ingest node at most, however many its streams. Where the operator named parents, the first two that can be had are it.
 */
final class WarmLinks {
    /** The parent, and the one that stands by. */
    private static final int NAMED_MAX = 2;

    private final NodeContext context;
    private final Set<String> streams = new LinkedHashSet<>();
    private final List<String> named = new ArrayList<>();
    private final Map<String, String> ingestNodes = new HashMap<>();
    private long dueNs = Deadlines.NEVER;

    WarmLinks(NodeContext context) {
        this.context = context;
    }

    void start(long nowNs) {
        if (!context.view.parents().isEmpty()) {
            dueNs = nowNs;
            context.wakeBy(dueNs);
        }
    }

    private void openNamed(long nowNs) {
        named.clear();
        for (String parent : context.view.parents()) {
            if (named.size() < NAMED_MAX
                    && context.choice.isUsable(nowNs, parent)
                    && context.neighbours.open(nowNs, parent) != null) {
                named.add(parent);
            }
        }
    }

    /** The directory has something new about a stream. */
    void streamChanged(long nowNs, String stream) {
        if (!context.self.is(NodeRole.RELAY) || !context.view.parents().isEmpty()) {
            return;
        }
        if (streams.contains(stream) || streams.size() < context.options.streamsMax()) {
            streams.add(stream);
            look(nowNs, stream);
            if (dueNs == Deadlines.NEVER) {
                dueNs = context.jittered(nowNs, context.options.retryNsMax());
                context.wakeBy(dueNs);
            }
        }
    }

    private void look(long nowNs, String stream) {
        Optional<String> ingest = context.view.ingestNode(stream);
        if (ingest.isEmpty()) {
            streams.remove(stream);
        }
        if (ingest.isEmpty()
                || !context.choice.isUsable(nowNs, ingest.get())
                || !context.choice.isFirstOrSecond(nowNs, stream)) {
            ingestNodes.remove(stream);
            return;
        }
        ingestNodes.put(stream, ingest.get());
        if (context.neighbours.open(nowNs, ingest.get()) == null) {
            ingestNodes.remove(stream);
        }
    }

    void mark() {
        ingestNodes.values().forEach(this::mark);
        named.forEach(this::mark);
    }

    private void mark(String node) {
        Neighbour neighbour = context.neighbours.get(node);
        if (neighbour != null) {
            neighbour.spare = true;
        }
    }

    /** Relays and links may have come and gone. */
    long timeout(long nowNs) {
        if (dueNs <= nowNs) {
            dueNs = context.draining ? Deadlines.NEVER : context.jittered(nowNs, context.options.retryNsMax());
            if (!context.draining && !context.view.parents().isEmpty()) {
                openNamed(nowNs);
            }
            List.copyOf(streams).forEach(stream -> look(nowNs, stream));
        }
        return dueNs;
    }
}
