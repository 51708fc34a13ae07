package dev.treecast.bench.purchases;

import java.util.List;

/**
 * What was found.
 *
 * @param captured orders that viewers paid for
 * @param voided orders that cost nothing
 * @param lost orders without an end, or with one that the ledger does not have
 * @param chargedTwice keys that more than one purchase was made of
 * @param contradictions messages that say what cannot be after an earlier one
 * @param balanceMismatches principals whose balance is not what they started with less what was captured
 * @param gameMismatches purchases that ended otherwise than the game decided, or that it knows nothing of
 * @param sentences on the first of them
 */
public record AuditFindings(
        int captured,
        int voided,
        int lost,
        int chargedTwice,
        int contradictions,
        int balanceMismatches,
        int gameMismatches,
        List<String> sentences) {
    /** Whether everything adds up. */
    public boolean isSound() {
        return lost + chargedTwice + contradictions + balanceMismatches + gameMismatches == 0;
    }
}
