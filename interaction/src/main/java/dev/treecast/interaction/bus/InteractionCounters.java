package dev.treecast.interaction.bus;

import dev.treecast.interaction.protocol.ErrorCode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums since the start, over all shows, but for the first three and {@code ledgerWritable}, which are of now.
 *
 * @param shows shows that exist
 * @param viewers viewers that have said hello
 * @param games games that are connected
 * @param received inputs that came, also those that edges folded
 * @param folded inputs that were folded here for a show at another node
 * @param ticksMerged ticks of other nodes that went on as a part of a greater one
 * @param merged inputs that went into a tick
 * @param sampled inputs that reached a game one by one
 * @param dropped messages and inputs that were not taken, by reason: the error codes of docs/interaction/protocol.md
 * @param textsUnchecked texts that were refused because the hook did not answer, or not sensibly
 * @param ledgerWritable whether the ledger took what was written last; nothing is sold while it does not
 * @param ledgerFailures attempts to write the ledger that failed
 */
public record InteractionCounters(
        int shows,
        int viewers,
        int games,
        long received,
        long folded,
        long ticksMerged,
        long merged,
        long sampled,
        Map<String, Long> dropped,
        long textsUnchecked,
        boolean ledgerWritable,
        long ledgerFailures) {

    /** Before anything has happened. */
    public static final InteractionCounters NONE =
            new InteractionCounters(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), 0, true, 0);

    /**
     * With what a node does for shows at other nodes.
     *
     * @param beyondLimits inputs of viewers who say more than they may
     * @param wayFull messages for which the way to their show had no room
     */
    public InteractionCounters elsewhere(long nowFolded, long nowTicksMerged, long beyondLimits, long wayFull) {
        Map<String, Long> all = new TreeMap<>(dropped);
        add(all, ErrorCode.RATE, beyondLimits);
        add(all, ErrorCode.LIMIT, wayFull);
        return new InteractionCounters(
                shows,
                viewers,
                games,
                received,
                nowFolded,
                nowTicksMerged,
                merged,
                sampled,
                all,
                textsUnchecked,
                ledgerWritable,
                ledgerFailures);
    }

    private static void add(Map<String, Long> to, ErrorCode why, long count) {
        if (count > 0) {
            to.merge(why.text(), count, Long::sum);
        }
    }
}
