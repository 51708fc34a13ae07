package dev.treecast.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.network.Picture;
import dev.treecast.bench.network.ScenarioResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;

/** The folder that a measurement leaves behind: report.json, report.md, charts, and its processes' logs. */
public final class ReportFolder {
    /** For screens that show two pixels a point. */
    private static final int DOTS_PER_INCH = 144;

    /** Letters are outlines; a hundredth of a pixel is enough for them, and halves the file. */
    private static final Pattern SURPLUS_DIGITS = Pattern.compile("(\\.[0-9]{2})[0-9]+");

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    private ReportFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder, if it is not there. */
    public static ReportFolder create(Path folder) throws BenchFailure {
        try {
            return new ReportFolder(Files.createDirectories(folder).toAbsolutePath());
        } catch (IOException e) {
            throw new BenchFailure("The folder " + folder + " cannot be made; choose another with --out DIR.", e);
        }
    }

    /** Where reports go unless somebody says otherwise. */
    public static Path byTime(String measurement, Instant at) {
        String name = NAME.format(LocalDateTime.ofInstant(at, ZoneId.systemDefault())) + "-" + measurement;
        return Path.of("bench-results", name);
    }

    public Path path() {
        return folder;
    }

    /** Writes the report of a fan-out. */
    public void write(FanoutReport report) throws BenchFailure {
        write(report, report.markdown());
        if (report.steps().size() < 2) {
            return;
        }
        for (FanoutChart chart : FanoutChart.ALL) {
            draw(chart.draw(report.steps()), folder.resolve(chart.file()));
        }
    }

    /** Writes the report of a storm. */
    public void write(StormReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /** Writes the report of purchases. */
    public void write(PurchasesReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /** Writes the report of what games are sent. */
    public void write(TrafficReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /** Writes the report of relays. */
    public void write(RelayReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /** Writes the report of a simulated tree. */
    public void write(TreeReport report) throws BenchFailure {
        write(report, report.markdown());
        for (TreeChart chart : TreeChart.ALL) {
            draw(chart.draw(report.results()), folder.resolve(chart.file()));
        }
    }

    /** Writes the report of losses and their repair. */
    public void write(LossReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /** Writes the report of bad networks. */
    public void write(NetworkReport report) throws BenchFailure {
        write(report, report.markdown());
        for (ScenarioResult result : report.results()) {
            for (Picture picture : result.pictures()) {
                draw(NetworkChart.draw(picture), folder.resolve(picture.file()));
            }
        }
    }

    /** Writes the report of viewers who press. */
    public void write(InteractionReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /** Writes the report of a comparison. */
    public void write(PeersReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /** Writes the report of the bare loops. */
    public void write(LimitReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /** Writes the report of micro-benchmarks. */
    public void write(JmhReport report) throws BenchFailure {
        write(report, report.markdown());
    }

    /**
     * Writes a report.
     *
     * @param report what Jackson makes JSON of
     */
    void write(Object report, String markdown) throws BenchFailure {
        try {
            JSON.writeValue(folder.resolve("report.json").toFile(), report);
            Files.writeString(folder.resolve("report.md"), markdown);
        } catch (IOException e) {
            throw new BenchFailure("The report cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** As SVG for pages and PNG for everything else. */
    private static void draw(XYChart chart, Path file) throws BenchFailure {
        try {
            VectorGraphicsEncoder.saveVectorGraphic(
                    chart, file.toString(), VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
            Path svg = Path.of(file + ".svg");
            Files.writeString(svg, SURPLUS_DIGITS.matcher(Files.readString(svg)).replaceAll("$1"));
            BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, DOTS_PER_INCH);
        } catch (IOException e) {
            throw new BenchFailure("The chart " + file + " cannot be drawn: " + e.getMessage(), e);
        }
    }
}
