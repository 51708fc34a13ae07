package dev.treecast.bench.report;

import java.util.List;

/**
 * A measured fan-out.
 *
 * @param run how it was made
 * @param notes sentences that a reader of the numbers needs
 * @param steps in the order they were measured
 */
public record FanoutReport(RunInfo run, List<String> notes, List<FanoutStep> steps) {
    /** In Markdown, with the charts beside it. */
    String markdown() {
        StringBuilder out = new StringBuilder(4096);
        Markdown.head(out, "Fan-out", run);
        out.append(Table.fanout().markdown(steps)).append('\n');
        if (steps.size() > 1) {
            for (FanoutChart chart : FanoutChart.ALL) {
                out.append("![")
                        .append(chart.title())
                        .append("](")
                        .append(chart.file())
                        .append(".svg)\n\n");
            }
        }
        Markdown.notes(out, notes);
        return out.toString();
    }
}
