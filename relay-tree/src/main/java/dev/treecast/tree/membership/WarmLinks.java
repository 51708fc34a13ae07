package dev.treecast.tree.membership;

import dev.treecast.tree.pki.NodeRole;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The relay that its region would ask first for a live stream, and the second, keep a link to the stream's ingest node before anybody asks:
 * handshakes across an ocean are most of what the first viewer of a region would wait for, and most of the gap when the first relay fails.
 * One link to each ingest node at most, however many its streams.
 */
final class WarmLinks {
    private final NodeContext context;
    private final Set<String> streams = new HashSet<>();
    private final Map<String, String> ingestNodes = new HashMap<>();
    private long dueNs = Deadlines.NEVER;

    WarmLinks(NodeContext context) {
        this.context = context;
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
        for (String node : ingestNodes.values()) {
            Neighbour neighbour = context.neighbours.get(node);
            if (neighbour != null) {
                neighbour.spare = true;
            }
        }
    }

    /** Relays and links may have come and gone. */
    long timeout(long nowNs) {
        if (dueNs <= nowNs) {
            dueNs = context.draining ? Deadlines.NEVER : context.jittered(nowNs, context.options.retryNsMax());
            Set.copyOf(streams).forEach(stream -> look(nowNs, stream));
        }
        return dueNs;
    }
}
