package dev.treecast.bench.report;

import dev.treecast.bench.network.Finding;
import dev.treecast.bench.network.Picture;
import dev.treecast.bench.network.ScenarioResult;
import java.util.List;

/**
 * What viewers get over bad networks.
 *
 * @param run how it was made
 * @param results in the order in which they were measured
 */
public record NetworkReport(RunInfo run, List<ScenarioResult> results) {
    private static final List<String> TITLES = List.of("what", "goal", "Treecast", "Janus", "met");
    private static final int[] WIDTHS = {58, 26, 30, 22, 4};

    public NetworkReport {
        results = List.copyOf(results);
    }

    /** For the terminal: a line for each finding, in columns. */
    public String text() {
        StringBuilder out = new StringBuilder(2048);
        row(out, TITLES);
        for (ScenarioResult result : results) {
            for (Finding finding : result.findings()) {
                row(out, cells(finding));
            }
        }
        return out.toString();
    }

    private static void row(StringBuilder out, List<String> cells) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            row.append(cell).append(" ".repeat(Math.max(1, WIDTHS[i] - cell.length())));
        }
        out.append(row.toString().stripTrailing()).append('\n');
    }

    private static List<String> cells(Finding finding) {
        return List.of(
                finding.what(),
                finding.goal(),
                finding.reached(),
                finding.peer(),
                finding.verdict().text());
    }

    String markdown() {
        StringBuilder out = new StringBuilder(4096);
        Markdown.head(out, "Bad networks", run);
        out.append("| ").append(String.join(" | ", TITLES)).append(" |\n| --- | --- | --- | --- | --- |\n");
        for (ScenarioResult result : results) {
            for (Finding finding : result.findings()) {
                out.append("| ").append(String.join(" | ", cells(finding))).append(" |\n");
            }
        }
        for (ScenarioResult result : results) {
            out.append("\n## ")
                    .append(result.scenario().text())
                    .append(": ")
                    .append(result.scenario().title())
                    .append("\n\n");
            Markdown.notes(out, result.notes());
            out.append("- ").append(result.lab()).append(".\n");
            for (Picture picture : result.pictures()) {
                out.append("\n![")
                        .append(picture.title())
                        .append("](")
                        .append(picture.file())
                        .append(".svg)\n");
            }
        }
        return out.toString();
    }
}
