package dev.treecast.bench.network;

import java.util.List;

/**
 * Something to be drawn: lines over a common axis.
 *
 * @param file its file's name, without what says the format
 * @param logarithmic whether the vertical axis grows by multiples; its values are then positive
 */
public record Picture(
        String file, String title, String horizontal, String vertical, boolean logarithmic, List<Line> lines) {
    public Picture {
        lines = List.copyOf(lines);
    }

    /** A line through points, in rising order of x. */
    public record Line(String name, List<Double> x, List<Double> y) {
        public Line {
            x = List.copyOf(x);
            y = List.copyOf(y);
        }
    }
}
