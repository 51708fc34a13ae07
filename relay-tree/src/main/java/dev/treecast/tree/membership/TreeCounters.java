package dev.treecast.tree.membership;

/** What a node counts, for metrics and tests. Only grows. */
public final class TreeCounters {
    long sent;
    long received;
    long ignored;
    long lies;
    long failovers;
    long hedges;
    long refusals;
    long redirects;

    /** Messages sent to neighbours. */
    public long sent() {
        return sent;
    }

    /** Messages that neighbours sent. */
    public long received() {
        return received;
    }

    /** Messages from nodes that may not send them, or that nobody asked for: mostly crossed on the way. */
    public long ignored() {
        return ignored;
    }

    /** Paths that cannot be: without their sender at the end, with a node twice, or too long; greetings under another's name. */
    public long lies() {
        return lies;
    }

    /** Parents lost. */
    public long failovers() {
        return failovers;
    }

    /** Standbys asked because a parent was quiet, before it was given up. */
    public long hedges() {
        return hedges;
    }

    /** Askers refused. */
    public long refusals() {
        return refusals;
    }

    /** Askers sent elsewhere. */
    public long redirects() {
        return redirects;
    }
}
