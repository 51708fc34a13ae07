package dev.treecast.interaction.bus;

import java.util.Map;

/**
 * Sums since the start, over all shows, but for the first three and {@code ledgerWritable}, which are of now.
 *
 * @param shows shows that exist
 * @param viewers viewers that have said hello
 * @param games games that are connected
 * @param received inputs that came
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
        long merged,
        long sampled,
        Map<String, Long> dropped,
        long textsUnchecked,
        boolean ledgerWritable,
        long ledgerFailures) {

    /** Before anything has happened. */
    public static final InteractionCounters NONE = new InteractionCounters(0, 0, 0, 0, 0, 0, Map.of(), 0, true, 0);
}
