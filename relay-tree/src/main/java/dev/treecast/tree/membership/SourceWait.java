package dev.treecast.tree.membership;

/** How long a stream has been without a source: after a while its children are told, after a long while it is over. */
final class SourceWait {
    private final StreamState state;
    private final NodeContext context;

    private long sinceNs = Deadlines.NEVER;
    private boolean childrenTold;

    SourceWait(StreamState state) {
        this.state = state;
        this.context = state.context;
    }

    boolean isOn() {
        return sinceNs != Deadlines.NEVER;
    }

    /** There is no source any more; nothing happens where there was none. */
    void begin(long nowNs) {
        if (sinceNs == Deadlines.NEVER) {
            sinceNs = nowNs;
            childrenTold = false;
            context.wakeBy(nowNs + context.options.orphanNs());
        }
    }

    /** The children know already. */
    void childrenKnow() {
        childrenTold = true;
    }

    /** There is a source, or nobody wants one. */
    void end() {
        sinceNs = Deadlines.NEVER;
        childrenTold = false;
    }

    /** Tells the children when it takes long to find a source. Whether it takes too long: then the stream has ended. */
    boolean timeout(long nowNs) {
        if (sinceNs == Deadlines.NEVER) {
            return false;
        }
        if (!childrenTold && nowNs - sinceNs >= context.options.orphanNs()) {
            childrenTold = true;
            state.sourceLost(nowNs);
        }
        if (nowNs - sinceNs < context.options.sourceNsMax()) {
            return false;
        }
        state.end(nowNs);
        return true;
    }

    /** When to be called again. */
    long dueNs() {
        if (sinceNs == Deadlines.NEVER) {
            return Deadlines.NEVER;
        }
        return sinceNs + (childrenTold ? context.options.sourceNsMax() : context.options.orphanNs());
    }
}
