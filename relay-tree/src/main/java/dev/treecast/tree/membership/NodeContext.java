package dev.treecast.tree.membership;

import java.util.random.RandomGenerator;

/** What the parts of a {@link TreeNode} share. */
final class NodeContext {
    // given
    final NodeRecord self;
    final TreeOptions options;
    final DirectoryView view;
    final TreeReadings readings;
    final TreeListener listener;
    final RandomGenerator random;

    // owned
    final TreeCounters counters = new TreeCounters();
    final Suspects suspects;
    final Neighbours neighbours;
    final ParentChoice choice;
    final Redirects redirects;

    // state
    /** Served or waiting to be, of all streams. */
    int children;

    boolean draining;
    private long wakeNs = Deadlines.NEVER;
    private int requests;

    NodeContext(
            NodeRecord self,
            TreeOptions options,
            DirectoryView view,
            TreeReadings readings,
            TreeListener listener,
            RandomGenerator random) {
        this.self = self;
        this.options = options;
        this.view = view;
        this.readings = readings;
        this.listener = listener;
        this.random = random;
        suspects = new Suspects(options);
        neighbours = new Neighbours(this);
        choice = new ParentChoice(this);
        redirects = new Redirects(this);
    }

    int nextRequest() {
        requests = requests == Integer.MAX_VALUE ? 1 : requests + 1;
        return requests;
    }

    long wakeNs() {
        return wakeNs;
    }

    /** Sees to it that {@link TreeNode#timeout} is called by then. */
    void wakeBy(long deadlineNs) {
        wakeNs = Math.min(wakeNs, deadlineNs);
    }

    void sleepUntil(long deadlineNs) {
        wakeNs = deadlineNs;
    }

    long jittered(long nowNs, long spanNs) {
        return Deadlines.jittered(nowNs, spanNs, random);
    }
}
