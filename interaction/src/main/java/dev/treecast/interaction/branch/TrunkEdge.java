package dev.treecast.interaction.branch;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the trunk knows of an edge. */
final class TrunkEdge {
    final long number;
    /** The last piece down that does not concern it. */
    final long from;

    /** Whether it understands what it may fold. */
    final boolean folds;

    /** Which tables it knows. */
    final BoundedTables tables = new BoundedTables();

    final Received received = new Received(0);
    final Map<Long, TrunkClient> clients = new LinkedHashMap<>();
    /** The last piece that it has. */
    long have;

    long heardNs;
    /** When it last went on, or got something to go on with. */
    long waitingNs;

    boolean missing;
    boolean markDue = true;

    TrunkEdge(long nowNs, long number, long from, boolean folds) {
        this.folds = folds;
        this.number = number;
        this.from = from;
        have = from;
        heardNs = nowNs;
        waitingNs = nowNs;
    }
}
