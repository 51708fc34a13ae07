package dev.treecast.bench.report;

import java.awt.Color;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of a fan-out: something over the number of viewers, which grows by multiples.
 *
 * @param file its file's name, without what says the format
 * @param unit of the vertical axis
 * @param viewersMin below which a step says nothing: what the JVM does for itself is then more than what a viewer costs
 * @param logarithmic whether that axis grows by multiples as well
 */
record FanoutChart(String file, String title, String unit, int viewersMin, boolean logarithmic, List<Line> lines) {

    /** One line of a chart. */
    record Line(String name, ToDoubleFunction<FanoutStep> value) {}

    static final List<FanoutChart> ALL = List.of(
            new FanoutChart(
                    "cpu",
                    "Server CPU for each packet that reaches a viewer",
                    "µs",
                    1,
                    true,
                    List.of(new Line("CPU", step -> step.window().cpuNsPerPacket() / 1_000))),
            new FanoutChart(
                    "load",
                    "Cores in use",
                    "cores",
                    1,
                    false,
                    List.of(
                            new Line("server", step -> step.window().serverCpuShare()),
                            new Line("swarm", step -> step.window().swarmCpuShare()))),
            new FanoutChart(
                    "latency",
                    "From the publisher's send to the viewer's receive",
                    "ms",
                    1,
                    true,
                    List.of(
                            new Line("p50", step -> step.latency().p50()),
                            new Line("p99", step -> step.latency().p99()),
                            new Line("p99.9", step -> step.latency().p999()))),
            new FanoutChart(
                    "memory",
                    "Server memory for each viewer",
                    "KiB",
                    100,
                    false,
                    List.of(
                            new Line("resident set", FanoutStep::residentKibPerViewer),
                            new Line("resident set less free heap", FanoutStep::usedKibPerViewer),
                            new Line("heap", FanoutStep::heapKibPerViewer))));

    /** What stands for nothing where there is no zero. */
    private static final double LEAST = 0.001;

    private static final int WIDTH = 800;
    private static final int HEIGHT = 420;
    private static final Color[] COLOURS = {new Color(0x1f77b4), new Color(0xd95f02), new Color(0x7570b3)};

    /** @param all at least one step */
    XYChart draw(List<FanoutStep> all) {
        List<FanoutStep> telling =
                all.stream().filter(step -> step.viewers() >= viewersMin).toList();
        List<FanoutStep> steps = telling.isEmpty() ? all : telling;
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("viewers")
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setSeriesColors(COLOURS);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(logarithmic);
        if (!logarithmic) {
            chart.getStyler().setYAxisMin(Math.min(0, least(steps)));
        }
        chart.getStyler().setLegendVisible(lines.size() > 1);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
        chart.getStyler().setToolTipsEnabled(false);
        double[] viewers = steps.stream().mapToDouble(FanoutStep::viewers).toArray();
        for (Line line : lines) {
            double[] values = steps.stream()
                    .mapToDouble(line.value)
                    .map(value -> logarithmic ? Math.max(value, LEAST) : value)
                    .toArray();
            XYSeries series = chart.addSeries(line.name, viewers, values);
            series.setMarker(SeriesMarkers.CIRCLE);
        }
        return chart;
    }

    /** Memory may come out below the base. */
    private double least(List<FanoutStep> steps) {
        return lines.stream()
                .flatMapToDouble(line -> steps.stream().mapToDouble(line.value))
                .min()
                .orElse(0);
    }
}
