package dev.treecast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.rig.MemoryUse;
import dev.treecast.bench.rig.Window;
import dev.treecast.bench.swarm.Counts;
import dev.treecast.bench.swarm.JoinResult;
import dev.treecast.bench.swarm.Percentiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
    private static final RunInfo RUN = new RunInfo(
            "./treecast bench fanout",
            Instant.parse("2026-11-24T12:00:00Z"),
            new Machine("CPU", 2, "Linux", "25"),
            "lab");
    private static final Percentiles MS = new Percentiles(100, 0.5, 0.6, 2.25, 3, 4);
    private static final JoinResult JOIN = new JoinResult(100, 99, Map.of("refused", 1), 2, MS, MS);

    @TempDir
    Path folder;

    /** 10 s with 200,000 packets of 1,000 bytes, of which 20 were lost. */
    private static Window window() {
        Counts counts = new Counts(100, 99, 1, 200_000, 200_000_000, 200_020, 200_000, 0, 0, 0, 0, 20_000, 0, 0, 0);
        return new Window(
                10,
                counts,
                counts,
                MS,
                400_000_000,
                Map.of("media", 400_000_000L),
                5_000_000_000L,
                6_000_000_000L,
                1,
                1,
                1_000_000,
                List.of(1.5, 2.5),
                0,
                20,
                Map.of());
    }

    private static FanoutStep step(int viewers) {
        MemoryUse base = new MemoryUse(0, 100 << 20, 10 << 20, 20 << 20, 0);
        MemoryUse with = new MemoryUse(0, 104 << 20, 11 << 20, 20 << 20, 0);
        return new FanoutStep(viewers, JOIN, window(), base, with);
    }

    @Test
    void shouldWorkOutWhatAWindowMeans() {
        Window window = window();

        assertThat(window.cpuNsPerPacket()).isEqualTo(2_000);
        assertThat(window.serverCpuShare()).isEqualTo(0.04);
        assertThat(window.packetsPerSecond()).isEqualTo(20_000);
        assertThat(window.mbitPerSecond()).isEqualTo(160);
        assertThat(window.allocatedBytesPerPacket()).isEqualTo(5);
        assertThat(window.othersCpuShare()).isEqualTo(0.06);
        assertThat(window.disturbance()).isEmpty();
        assertThat(window.gcPauseMsMax()).isEqualTo(2.5);
        assertThat(window.counts().lossShare()).isEqualTo(20 / 200_020.0);
        assertThat(step(100).residentKibPerViewer()).isEqualTo(40.96);
        assertThat(step(100).usedKibPerViewer()).isEqualTo(51.2);
    }

    @Test
    void shouldWriteAFanoutForPeopleAndPrograms() throws BenchFailure, IOException {
        ReportFolder.create(folder.resolve("new"))
                .write(new FanoutReport(RUN, List.of("A note."), List.of(step(1), step(100))));

        Path written = folder.resolve("new");
        assertThat(written.resolve("report.md"))
                .content()
                .contains("./treecast bench fanout", "| 100 | 160.0 | 20,000 | 4.0 % | 2.00 |", "cpu.svg", "A note.");
        JsonNode json =
                new ObjectMapper().readTree(written.resolve("report.json").toFile());
        assertThat(json.at("/steps/1/window/cpuNsPerPacket").asDouble()).isEqualTo(2_000);
        assertThat(json.at("/steps/1/residentKibPerViewer").asDouble()).isEqualTo(40.96);
        assertThat(json.at("/steps/1/window/serverCpuNs").asLong()).isEqualTo(400_000_000);
        assertThat(json.at("/run/at").asText()).isEqualTo("2026-11-24T12:00:00Z");
        for (FanoutChart chart : FanoutChart.ALL) {
            assertThat(Files.size(written.resolve(chart.file() + ".png"))).isPositive();
            assertThat(written.resolve(chart.file() + ".svg")).content().contains("<svg");
        }
    }

    @Test
    void shouldWriteAStorm() throws BenchFailure, IOException {
        StormReport report = new StormReport(RUN, List.of(), 300, 2, JOIN, window(), window());
        ReportFolder.create(folder).write(report);

        assertThat(report.text()).contains("99 of 100 within 2.0 s, while 300 watched", "0.50 / 2.25 / 4.00 ms");
        assertThat(folder.resolve("report.md")).content().contains("| joins | 49.5 a second |");
    }
}
