package dev.treecast.bench.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Micro-benchmarks.
 *
 * @param run how it was made
 * @param notes sentences that a reader of the numbers needs
 * @param rows in the order they ran
 */
public record JmhReport(RunInfo run, List<String> notes, List<Row> rows) {

    /**
     * One benchmark with one choice of parameters.
     *
     * @param name class and method
     * @param parameters by name
     * @param ns of an operation, the mean
     * @param errorNs half of its 99.9 % confidence interval; not a number where there were too few iterations
     * @param bytes allocated by an operation
     */
    public record Row(String name, Map<String, String> parameters, double ns, double errorNs, double bytes) {

        /** What one viewer has of an operation that serves many. */
        double nsPerViewer() {
            return ns / Double.parseDouble(parameters.getOrDefault("viewers", "1"));
        }

        private String parameterText() {
            return parameters.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining(", "));
        }
    }

    /** For the terminal and the report. */
    public String table() {
        StringBuilder out = new StringBuilder(4096);
        out.append("| benchmark | parameters | ns/op | ± | ns/op and viewer | B/op |\n");
        out.append("| --- | --- | --: | --: | --: | --: |\n");
        for (Row row : rows) {
            out.append("| ").append(row.name);
            out.append(" | ").append(row.parameterText());
            out.append(" | ").append(Column.number(row.ns, 1));
            out.append(" | ").append(Double.isNaN(row.errorNs) ? "" : Column.number(row.errorNs, 1));
            out.append(" | ").append(row.parameters.containsKey("viewers") ? Column.number(row.nsPerViewer(), 1) : "");
            out.append(" | ").append(Column.number(row.bytes, 1)).append(" |\n");
        }
        return out.toString();
    }

    String markdown() {
        StringBuilder out = new StringBuilder(4096);
        Markdown.head(out, "Micro-benchmarks", run);
        out.append(table()).append('\n');
        Markdown.notes(out, notes);
        return out.toString();
    }
}
