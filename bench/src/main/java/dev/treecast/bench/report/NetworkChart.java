package dev.treecast.bench.report;

import dev.treecast.bench.network.Picture;
import java.awt.Color;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a scenario's picture. */
final class NetworkChart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 420;

    private NetworkChart() {}

    static XYChart draw(Picture picture) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(picture.title())
                .xAxisTitle(picture.horizontal())
                .yAxisTitle(picture.vertical())
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setYAxisLogarithmic(picture.logarithmic());
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setToolTipsEnabled(false);
        for (Picture.Line line : picture.lines()) {
            if (!line.x().isEmpty()) {
                chart.addSeries(line.name(), line.x(), line.y()).setMarker(SeriesMarkers.NONE);
            }
        }
        return chart;
    }
}
