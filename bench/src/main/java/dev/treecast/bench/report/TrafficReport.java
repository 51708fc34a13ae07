package dev.treecast.bench.report;

import dev.treecast.bench.traffic.TrafficResult;
import java.util.List;

/**
 * What games are sent.
 *
 * @param run how it was made
 * @param results one for each audience
 */
public record TrafficReport(RunInfo run, List<TrafficResult> results) {
    private static final List<String> READING = List.of(
            "Viewers give input as fast as the limits allow: 30 moves and 10 presses and releases a second. Ten of them cannot keep"
                    + " 200 controls busy.",
            "Bytes are those of all messages to the game with the WebSocket's headers, without TCP's and IP's.",
            "One by one: the same inputs, each passed on as a crew's input is.",
            "The goal is 1.5 Mbit/s.");

    /** The table, as it is shown while it grows. */
    public static Table<TrafficResult> table() {
        return Table.traffic();
    }

    String markdown() {
        StringBuilder out = new StringBuilder(1024);
        Markdown.head(out, "Traffic to the game", run);
        out.append(table().markdown(results)).append('\n');
        Markdown.notes(out, READING);
        return out.toString();
    }
}
