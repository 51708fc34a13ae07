package dev.treecast.tree.membership;

import java.util.Collection;

/** A node that leaves: its children are told, and served until they have moved; its viewers for as long as there are any. */
final class Departure {
    private final NodeContext context;
    private final Collection<StreamState> streams;
    private long deadlineNs = Deadlines.NEVER;
    private boolean told;
    /** The links are closed. */
    private boolean over;

    /** @param streams the node's, always */
    Departure(NodeContext context, Collection<StreamState> streams) {
        this.context = context;
        this.streams = streams;
    }

    void begin(long nowNs, long withinNs) {
        if (context.draining) {
            return;
        }
        context.draining = true;
        deadlineNs = nowNs + withinNs;
        long withinMs = Math.min(withinNs / 1_000_000, TreeMessage.Drain.WITHIN_MS_MAX);
        context.neighbours.sendAll(nowNs, new TreeMessage.Drain((int) withinMs));
        context.wakeBy(nowNs);
    }

    /** @return when to be called again */
    long timeout(long nowNs) {
        if (deadlineNs == Deadlines.NEVER || over) {
            return Deadlines.NEVER;
        }
        boolean watched = streams.stream().anyMatch(StreamState::isWatched);
        long againNs = nowNs + context.options.keepaliveNs();
        if ((context.children > 0 || watched) && nowNs < deadlineNs) {
            return Math.min(deadlineNs, againNs);
        }
        if (!told) {
            told = true;
            context.listener.drained();
        }
        // Viewers who could go nowhere else see their stream for as long as the node is there.
        for (StreamState state : streams) {
            if (!state.isWatched()) {
                state.upstream.leave(nowNs);
            }
        }
        if (watched) {
            return againNs;
        }
        over = true;
        context.neighbours.closeAll();
        return Deadlines.NEVER;
    }
}
