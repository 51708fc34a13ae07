package dev.treecast.edge.repair;

import java.util.concurrent.atomic.LongAdder;

/** What became of viewers' requests for lost packets, all viewers of a loop; read from any thread. */
public final class RepairCounters {
    /** Packets asked for, each time that they were. */
    public final LongAdder requested = new LongAdder();

    /** Packets repeated; second sendings not counted. */
    public final LongAdder repeated = new LongAdder();

    /** Second sendings of a repeat. */
    public final LongAdder doubled = new LongAdder();

    /** Not repeated: the last repeat could still be on its way. */
    public final LongAdder tooSoon = new LongAdder();

    /** Not repeated: it had been, as often as may be. */
    public final LongAdder tooOften = new LongAdder();

    /** Not repeated: nobody could have used it any more. */
    public final LongAdder tooLate = new LongAdder();

    /** Not repeated: the viewer had had its share. */
    public final LongAdder overBudget = new LongAdder();

    /** Not repeated: not known, or no longer. */
    public final LongAdder unknown = new LongAdder();
}
