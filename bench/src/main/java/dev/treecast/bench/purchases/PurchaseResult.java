package dev.treecast.bench.purchases;

import java.util.Map;

/**
 * What came of a run.
 *
 * @param kills of the server while orders were under way
 * @param startMsMean from a kill until the next server was ready
 * @param gameLives how often the game began
 * @param connections of viewers
 * @param intents that viewers said, with {@code repeats}
 * @param repeats those under a key that was said before, the last look at each among them
 * @param refusals answers that no purchase came of an intent, since no game was there yet
 * @param redelivered purchases that a later life of the game heard of again
 * @param heardTwice purchases that one life of the game heard of twice: the SDK promises that there are none
 * @param settledOtherwise answers of the game that the server carried out otherwise
 * @param errors to viewers, by code
 * @param audit what the books say
 * @param seconds until all orders had ended
 */
public record PurchaseResult(
        PurchaseRun.Plan plan,
        int kills,
        double startMsMean,
        int gameLives,
        int connections,
        int intents,
        int repeats,
        int refusals,
        int redelivered,
        int heardTwice,
        int settledOtherwise,
        Map<String, Integer> errors,
        AuditFindings audit,
        double seconds) {

    /** Whether everything adds up. */
    public boolean isSound() {
        return audit.isSound() && heardTwice == 0 && settledOtherwise == 0 && errors.isEmpty();
    }
}
