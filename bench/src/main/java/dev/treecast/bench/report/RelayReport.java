package dev.treecast.bench.report;

import dev.treecast.bench.relay.RelayResult;
import java.util.List;

/**
 * What relays cost and add.
 *
 * @param run how it was made
 * @param results one for each number of children
 */
public record RelayReport(RunInfo run, List<RelayResult> results) {
    private static final List<String> READING = List.of(
            "CPU is the relay's whole process, kernel included, for each packet that a child got; core busy is its media loop alone.",
            "With --load the steps on the way to the most that the relay carries stand first, and the last row is at so much of it.",
            "One link: publisher → ingest node → edge. Two and three have one and two relays in between. All in ms, from the moment that a"
                    + " packet is made to when it stands in plain text at the edge; nodes other than the relays share one process with the publisher;"
                    + " its loop, those of the three edges that measure and the relays' go before everything else on the machine,"
                    + " where that is allowed.",
            "Join: from the wish for a stream that the relay has, at an edge whose link is up, to the first packet, keys included.",
            "Goals: 2.0 µs a packet and child; +0.3 ms a hop at the median, +2 ms at p99; three links within 6 ms at p99; joins within"
                    + " 100 ms and a round trip.");

    /** The table, as it is shown while it grows. */
    public static Table<RelayResult> table() {
        return Table.relay();
    }

    String markdown() {
        StringBuilder out = new StringBuilder(1024);
        Markdown.head(out, "Relays", run);
        out.append(table().markdown(results)).append('\n');
        Markdown.notes(out, READING);
        return out.toString();
    }
}
