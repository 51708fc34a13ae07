package dev.treecast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.rig.PeerWindow;
import dev.treecast.bench.swarm.Counts;
import dev.treecast.bench.swarm.JoinResult;
import dev.treecast.bench.swarm.Percentiles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeersReportTest {
    private static PeerRound round(long nsPerPacket, long lost, long baseKib, long kib) {
        Counts counts = new Counts(2, 2, 0, 1_000, 1_200_000, 1_000 + lost, 1_000, 0, 0, 0, 0, 0, 0, 0, 0);
        JoinResult join = new JoinResult(2, 2, Map.of(), 1, Percentiles.NONE, Percentiles.NONE);
        return new PeerRound(join, new PeerWindow(2, counts, nsPerPacket * 1_000), baseKib * 1024, kib * 1024);
    }

    @Test
    void shouldCompareRoundByRound() {
        PeerResult ours = new PeerResult(
                "Treecast", 2, List.of(round(2_000, 0, 100, 180), round(1_000, 0, 0, 0), round(4_000, 0, 0, 0)));
        PeerResult theirs = new PeerResult(
                "Janus", 2, List.of(round(24_000, 0, 100, 500), round(20_000, 500, 0, 0), round(40_000, 500, 0, 0)));
        assertThat(ours.ratioOf(theirs)).isEqualTo(12);
        assertThat(ours.kibPerViewer()).isEqualTo(40);
        assertThat(theirs.lossShare()).isEqualTo(0.25);
        PeersReport report = new PeersReport(
                new RunInfo("./treecast bench peers", Instant.EPOCH, new Machine("cpu", 2, "os", "java"), "here"),
                List.of("A note."),
                List.of(ours, theirs));
        assertThat(report.ratios())
                .containsExactly("Janus with 2 viewers takes 12.0 times as much CPU for a packet as Treecast with 2.");
        assertThat(report.table())
                .contains("| Treecast | 2 | 500 | 0.1 % | 2.00 | 0.0000 % | 40.0 |")
                .contains("| Janus | 2 | 500 | 1.2 % | 24.00 | 25.0000 % | 200.0 |");
        assertThat(report.markdown())
                .startsWith("# Peers")
                .contains("- A note.", "- Janus, round 2: 20.00 µs a packet");
    }
}
