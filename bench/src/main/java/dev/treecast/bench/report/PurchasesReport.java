package dev.treecast.bench.report;

import dev.treecast.bench.purchases.AuditFindings;
import dev.treecast.bench.purchases.PurchaseResult;
import java.util.List;

/**
 * Purchases while the server is killed.
 *
 * @param run how it was made
 * @param result what came of it
 */
public record PurchasesReport(RunInfo run, PurchaseResult result) {

    private List<Fact> facts() {
        AuditFindings audit = result.audit();
        return List.of(
                new Fact(
                        "orders",
                        count(result.plan().intents()) + " of " + result.plan().viewers() + " viewers"),
                new Fact(
                        "kills of the server (SIGKILL)",
                        result.kills() + " under way and one at the end; ready again after "
                                + Column.number(result.startMsMean(), 0) + " ms in the mean"),
                new Fact("lives of the game", count(result.gameLives())),
                new Fact("viewers' connections", count(result.connections())),
                new Fact("intents said", count(result.intents()) + ", " + count(result.repeats()) + " of them repeats"),
                new Fact("refused while no game was there, and said again", count(result.refusals())),
                new Fact("delivered again to a later life of the game", count(result.redelivered())),
                new Fact("captured", count(audit.captured())),
                new Fact("voided", count(audit.voided())),
                new Fact("lost", count(audit.lost())),
                new Fact("charged twice", count(audit.chargedTwice())),
                new Fact("contradictions", count(audit.contradictions())),
                new Fact("balances that are wrong", count(audit.balanceMismatches())),
                new Fact("against the game's books", count(audit.gameMismatches() + result.settledOtherwise())),
                new Fact("heard twice by one life of the game", count(result.heardTwice())),
                new Fact(
                        "errors to viewers",
                        result.errors().isEmpty() ? "0" : result.errors().toString()),
                new Fact("time", Column.number(result.seconds(), 1) + " s"));
    }

    private static String count(int value) {
        return Column.number(value, 0);
    }

    /** For the terminal. */
    public String text() {
        return Fact.text(facts());
    }

    String markdown() {
        return Fact.markdown("Purchases", run, facts(), result.audit().sentences());
    }
}
