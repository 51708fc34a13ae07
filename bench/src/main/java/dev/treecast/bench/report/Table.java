package dev.treecast.bench.report;

import dev.treecast.bench.loss.LossRow;
import dev.treecast.bench.relay.RelayResult;
import dev.treecast.bench.traffic.TrafficResult;
import dev.treecast.bench.tree.TreeResult;
import java.util.List;
import java.util.stream.Collectors;

/** A table whose rows come one at a time: on a terminal with columns as wide as their titles need, or as Markdown. */
public final class Table<T> {
    private static final int WIDTH_MIN = 8;

    private final List<Column<T>> columns;

    private Table(List<Column<T>> columns) {
        this.columns = columns;
    }

    public static Table<FanoutStep> fanout() {
        return new Table<>(Column.fanout());
    }

    static Table<TrafficResult> traffic() {
        return new Table<>(Column.traffic());
    }

    static Table<RelayResult> relay() {
        return new Table<>(Column.relay());
    }

    static Table<TreeResult> tree() {
        return new Table<>(Column.tree());
    }

    static Table<LossRow> loss() {
        return new Table<>(Column.loss());
    }

    /** The titles, as wide as the rows. */
    public String header() {
        return columns.stream()
                .map(column -> padded(column.title(), column))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    public String row(T row) {
        return columns.stream()
                .map(column -> padded(column.value().apply(row), column))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private static String padded(String text, Column<?> column) {
        int width = Math.max(WIDTH_MIN, column.title().length());
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** The whole of it in Markdown, numbers to the right. */
    String markdown(List<T> rows) {
        StringBuilder out = new StringBuilder(1024);
        out.append(columns.stream().map(Column::title).collect(Collectors.joining(" | ", "| ", " |\n")));
        out.append(columns.stream().map(column -> "--:").collect(Collectors.joining(" | ", "| ", " |\n")));
        for (T row : rows) {
            out.append(columns.stream()
                    .map(column -> column.value().apply(row))
                    .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        return out.toString();
    }
}
