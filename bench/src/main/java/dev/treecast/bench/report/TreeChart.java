package dev.treecast.bench.report;

import dev.treecast.bench.tree.TreeResult;
import java.awt.Color;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of a simulated tree: something in each second since the crowd began, a line for each scenario.
 *
 * @param file its file's name, without what says the format
 * @param unit of the vertical axis, which grows by multiples
 */
record TreeChart(String file, String title, String unit, ToDoubleFunction<TreeResult.Second> value) {

    static final List<TreeChart> ALL = List.of(
            new TreeChart(
                    "tree-first-packet",
                    "First packet: 95 of a hundred viewers of each second had it within",
                    "ms",
                    TreeResult.Second::firstPacketMsP95),
            new TreeChart(
                    "tree-control",
                    "Control messages of the node that sends most",
                    "messages a second",
                    TreeResult.Second::messages));

    private static final double LEAST = 1;

    /** Outages go on for long after the crowd has come. */
    private static final int SECONDS_MAX = 90;

    private static final int WIDTH = 800;
    private static final int HEIGHT = 420;
    private static final Color[] COLOURS = {
        new Color(0x1f77b4), new Color(0xd95f02), new Color(0x7570b3), new Color(0x1b9e77),
        new Color(0xe7298a), new Color(0x66a61e), new Color(0xa6761d), new Color(0x666666)
    };

    XYChart draw(List<TreeResult> results) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("seconds since the crowd began to come")
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setSeriesColors(COLOURS);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setToolTipsEnabled(false);
        for (TreeResult result : results) {
            List<TreeResult.Second> seconds = result.course().stream()
                    .filter(second -> second.second() >= 0 && second.second() < SECONDS_MAX && second.viewers() > 0)
                    .toList();
            if (!seconds.isEmpty()) {
                chart.addSeries(
                                result.plan().scenario().text(),
                                seconds.stream()
                                        .mapToDouble(TreeResult.Second::second)
                                        .toArray(),
                                seconds.stream()
                                        .mapToDouble(second -> Math.max(LEAST, value.applyAsDouble(second)))
                                        .toArray())
                        .setMarker(SeriesMarkers.NONE);
            }
        }
        return chart;
    }
}
