package dev.treecast.bench.report;

import dev.treecast.bench.tree.Scenario;
import dev.treecast.bench.tree.TreeResult;
import java.util.List;

/**
 * The simulated tree.
 *
 * @param run how it was made
 * @param results one for each scenario
 */
public record TreeReport(RunInfo run, List<TreeResult> results) {
    private static final List<String> READING = List.of(
            "Virtual time: the same seed gives the same numbers on every machine, but for the wall time.",
            "First packet: of each viewer, from the player's request to the first packet that can be opened, with the handshakes of both."
                    + " Joins: of each edge, from its first viewer's request to its first packet with the key for it.",
            "Gaps: of each edge and each silence of more than 20 ms; it is late media, as caches replay what was missed. Recovery: of"
                    + " edges that were cut off, from when they no longer were.",
            "Control: what a node sends in a second beside media, with the headers of SCTP, DTLS, UDP and IP.",
            "Held at each step: no loop, no node above its capacity, depth of 3 at the most, no edge for more than 10 s without a stream"
                    + " that it could have, one ingest node a stream (5 s after nodes could hear of each other). A violation ends the run.");

    /** The table, as it is shown while it grows. */
    public static Table<TreeResult> table() {
        return Table.tree();
    }

    String markdown() {
        StringBuilder out = new StringBuilder(2048);
        Markdown.head(out, "The tree, simulated", run);
        out.append(table().markdown(results)).append('\n');
        Markdown.notes(out, READING);
        results.stream()
                .map(TreeResult::plan)
                .map(plan -> plan.scenario())
                .forEach(scenario -> out.append(note(scenario)));
        results.forEach(result -> Markdown.notes(out, result.violations()));
        return out.toString();
    }

    private static String note(Scenario scenario) {
        return "- " + scenario.text() + ": " + scenario.description() + ".\n";
    }
}
