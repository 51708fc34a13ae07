package dev.treecast.tree.membership;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A warm link to the node that is asked first when the parent fails: handshake and greeting done, nothing subscribed. */
final class Standby {
    private final StreamState state;
    private final NodeContext context;

    private @Nullable String node;
    private boolean ready;
    private long dueNs = Deadlines.NEVER;

    Standby(StreamState state) {
        this.state = state;
        this.context = state.context;
    }

    @Nullable
    String node() {
        return node;
    }

    /** The node, if its link is up. */
    @Nullable
    String readyNode() {
        return ready ? node : null;
    }

    boolean is(String other) {
        return other.equals(node);
    }

    void linkReady(String other) {
        if (other.equals(node) && !ready) {
            ready = true;
            context.listener.standby(state.stream, node);
        }
    }

    /** It is lost, or has become the parent: another one is looked for soon. */
    void drop(long nowNs) {
        if (ready) {
            context.listener.standby(state.stream, null);
        }
        node = null;
        ready = false;
        dueNs = context.jittered(nowNs, context.options.orphanNs());
        context.wakeBy(dueNs);
    }

    void findSoon(long nowNs) {
        if (node == null) {
            drop(nowNs);
        }
    }

    void reset() {
        if (ready) {
            context.listener.standby(state.stream, null);
        }
        node = null;
        ready = false;
        dueNs = Deadlines.NEVER;
    }

    long dueNs() {
        return dueNs;
    }

    /**
     * Looks for the best.
     *
     * @param path to the parent; of it only the ingest node can stand in for the parent
     */
    void find(long nowNs, List<String> path, Set<String> avoided) {
        dueNs = Deadlines.NEVER;
        Set<String> unwanted = new HashSet<>(path.size() > 1 ? path.subList(1, path.size()) : path);
        unwanted.addAll(avoided);
        unwanted.addAll(state.downstream.served());
        // Without relays below, the ingest node itself is as good as anybody; with them, only it would do, and it is
        // above already.
        List<String> candidates = context.choice.parents(nowNs, state.stream, state.height(), unwanted);
        String found = candidates.stream()
                .filter(each -> !context.neighbours.isDoubtful(each))
                .findFirst()
                .orElse(null);
        if (found == null || context.neighbours.open(nowNs, found) == null) {
            dueNs = context.jittered(nowNs, context.options.retryNsMax());
            context.wakeBy(dueNs);
            return;
        }
        if (!found.equals(node)) {
            reset();
            node = found;
        }
        if (context.neighbours.isReady(found)) {
            linkReady(found);
        }
    }

    /** Whether it would have to join first while it may be that another would not. */
    boolean isWeak() {
        return node == null || !context.choice.carries(state.stream, node);
    }

    void mark() {
        Neighbour neighbour = node == null ? null : context.neighbours.get(node);
        if (neighbour != null) {
            neighbour.spare = true;
        }
    }
}
