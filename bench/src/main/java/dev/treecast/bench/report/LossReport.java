package dev.treecast.bench.report;

import dev.treecast.bench.loss.LossRow;
import java.util.List;

/**
 * What repair leaves of losses.
 *
 * @param run how it was made
 */
public record LossReport(RunInfo run, List<LossRow> rows) {
    private static final List<String> READING = List.of(
            "Virtual time: the same seed gives the same numbers on every machine.",
            "Residual: packets that were not there at their deadline, counted from their first sending. Overhead: bytes that repair added, as a share of"
                    + " the media's.",
            "The viewer asks as libwebrtc does: at once, then on a grid of 20 ms when a round trip has passed since it last asked. Without extended"
                    + " reports it takes 100 ms for the round trip.",
            "once: a repeat for each request. twice: two, 5 ms apart. Treecast: as the server decides. FEC: one XOR packet for each group"
                    + " of packets that follow each other, at the price of repeating twice.",
            "Losses are independent, or in bursts: moments of so many ms on average in which nothing gets through.");

    /** The table, as it is shown while it grows. */
    public static Table<LossRow> table() {
        return Table.loss();
    }

    String markdown() {
        StringBuilder out = new StringBuilder(4096);
        Markdown.head(out, "Losses after repair, simulated", run);
        out.append(table().markdown(rows)).append('\n');
        Markdown.notes(out, READING);
        return out.toString();
    }
}
