package dev.treecast.edge.sync;

import java.util.concurrent.atomic.LongAdder;

/** What viewers of synchronized streams said, all viewers of a loop; read from any thread. */
public final class SyncCounters {
    /** Times that a viewer was told another delay. */
    public final LongAdder told = new LongAdder();

    /** Reports that nobody can believe. */
    public final LongAdder implausible = new LongAdder();
}
