package dev.treecast.bench.report;

import dev.treecast.bench.limit.LimitResult;
import dev.treecast.bench.limit.Way;
import java.util.List;

/**
 * The bare loops compared.
 *
 * @param run how it was made
 * @param notes sentences that a reader of the numbers needs
 * @param results one a load
 */
public record LimitReport(RunInfo run, List<String> notes, List<LimitResult> results) {

    /** For the terminal and the report. */
    public String table() {
        StringBuilder out = new StringBuilder(1024);
        out.append(
                "| loop | viewers | packets/send | GSO | CPU ns/packet | least | most | × C | goal | B/packet | refused |\n");
        out.append("| --- | --: | --: | --- | --: | --: | --: | --: | --: | --: | --: |\n");
        for (LimitResult result : results) {
            for (Way way : Way.values()) {
                LimitResult.Cost cost = result.ways().get(way);
                if (cost != null) {
                    row(out, result, way, cost);
                }
            }
        }
        return out.toString();
    }

    private static void row(StringBuilder out, LimitResult result, Way way, LimitResult.Cost cost) {
        out.append("| ").append(way.title());
        out.append(" | ").append(result.load().viewers());
        out.append(" | ").append(result.load().packets());
        out.append(" | ").append(result.load().segmentation() ? "yes" : "no");
        out.append(" | ").append(Column.number(cost.cpuNs(), 0));
        out.append(" | ").append(Column.number(cost.cpuNsMin(), 0));
        out.append(" | ").append(Column.number(cost.cpuNsMax(), 0));
        out.append(" | ").append(Column.number(cost.ratio(), 2));
        out.append(" | ").append(way == Way.C ? "" : "≤ " + Column.number(way.ratioMax(), 2));
        out.append(" | ").append(Column.number(cost.allocated(), 1));
        out.append(" | ").append(cost.refused()).append(" |\n");
    }

    String markdown() {
        StringBuilder out = new StringBuilder(2048);
        Markdown.head(out, "Limit", run);
        out.append(table()).append('\n');
        Markdown.notes(out, notes);
        return out.toString();
    }
}
