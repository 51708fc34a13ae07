package dev.treecast.bench.network;

import dev.treecast.bench.browser.Chromium;
import dev.treecast.bench.browser.Repair;
import dev.treecast.bench.browser.Watched;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.wire.FlowCount;
import dev.treecast.bench.wire.Impairments;
import dev.treecast.bench.wire.PathCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Random loss, repaired: what is still missing at the deadline, what the repair costs, and how long the picture stands. */
final class LossScenario {
    private static final double DELAY_MS = 20;
    private static final long DEADLINE_MS = 120;
    private static final int SETTLE_MS = 3_000;
    private static final List<Double> LOSSES = List.of(0.01, 0.05, 0.10);
    private static final List<Long> DEADLINES = List.of(40L, 60L, 80L, 100L, 120L, 150L, 200L, 300L, 500L, 1_000L);
    /** By the loss, as {@link #LOSSES}. */
    private static final List<Double> RESIDUALS_MAX = List.of(0.00001, 0.0003, 0.002);

    private static final double OVERHEAD_MAX = 0.03;
    /** The loss at which freezes are compared. */
    private static final double COMPARED = 0.05;

    /** For a logarithmic axis, where nothing was missing. */
    private static final double LEAST_PERCENT = 0.0001;

    private LossScenario() {}

    /**
     * One server at one loss.
     *
     * @param loss of the wire
     * @param repair what came when, of the video, by what Chromium decrypted
     * @param residual the share of video packets that were not there at the deadline
     * @param overhead bytes towards the viewer that are neither video nor audio for the first time, by those of the video, as they entered the wire
     * @param freezeMs that Chromium counts
     * @param freezes likewise
     * @param longestGapMs between two frames
     * @param chromium its counters by W3C's names; in packetsLost is what was repaired as well
     * @param audioConcealedShare of the audio's samples
     */
    record Measured(
            String server,
            double loss,
            Repair repair,
            double residual,
            double overhead,
            double freezeMs,
            double freezes,
            double longestGapMs,
            Map<String, Double> chromium,
            double audioConcealedShare,
            PathCount toViewer) {}

    static ScenarioResult run(NetworkSetting setting) throws BenchFailure, InterruptedException {
        try (BadNetwork network = BadNetwork.open(setting.options(), setting.seed(), setting.progress())) {
            List<Served> servers = new ArrayList<>();
            servers.add(network.treecast("Treecast", setting.options().launcher(), List.of()));
            if (setting.withJanus()) {
                servers.add(network.janus());
            }
            for (Served server : servers) {
                var unused = network.play(server);
            }
            List<Measured> all = new ArrayList<>();
            for (double loss : LOSSES) {
                for (Served server : servers) {
                    all.add(measure(network, server, loss, setting));
                    setting.progress().say("  " + sentence(all.getLast()));
                }
            }
            return new ScenarioResult(
                    NetworkScenario.LOSS, findings(all), notes(setting), all, pictures(all), network.description());
        }
    }

    private static Measured measure(BadNetwork network, Served server, double loss, NetworkSetting setting)
            throws BenchFailure, InterruptedException {
        Impairments down = Impairments.NONE.delayed(DELAY_MS).losing(loss);
        network.change(down, setting.lossBothWays() ? down : Impairments.NONE.delayed(DELAY_MS));
        try (Chromium viewer = network.viewer(server, true)) {
            viewer.call("watch", server.where());
            TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
            viewer.call("take");
            viewer.dump().clear();
            network.counts();
            setting.progress()
                    .countDown(setting.seconds(), server.name() + ", " + Numbers.percent(loss, 0) + " loss, measuring");
            PathCount toViewer = network.counts().toViewer();
            Watched watched = Watched.of(viewer.call("take"));
            long ssrc = watched.last("ssrc");
            Repair repair = viewer.dump().repair(ssrc, watched.last("rtxSsrc"));
            long audio = watched.samples().getLast().audio().path("ssrc").asLong();
            double samples = Math.max(1, watched.audioGrew("totalSamplesReceived"));
            double from = watched.samples().getFirst().atMs();
            viewer.call("leave");
            return new Measured(
                    server.name(),
                    loss,
                    repair,
                    repair.residual(DEADLINE_MS),
                    overhead(toViewer.flows(), ssrc, audio),
                    watched.grew("totalFreezesDuration") * 1_000,
                    watched.grew("freezeCount"),
                    watched.longestGapMs(from, watched.nowMs()),
                    counters(watched),
                    watched.audioGrew("concealedSamples") / samples,
                    toViewer);
        } catch (IOException e) {
            throw new BenchFailure("Chromium's profile cannot be removed: " + e.getMessage(), e);
        }
    }

    static double overhead(List<FlowCount> flows, long video, long audio) {
        long videoBytes = 0;
        long moreBytes = 0;
        for (FlowCount flow : flows) {
            if (flow.ssrc() == video) {
                videoBytes += flow.bytes();
            } else if (flow.ssrc() != audio && flow.ssrc() != 0) {
                moreBytes += flow.bytes();
            }
        }
        return videoBytes == 0 ? 0 : (double) moreBytes / videoBytes;
    }

    private static Map<String, Double> counters(Watched watched) {
        Map<String, Double> counters = new LinkedHashMap<>();
        for (String name : List.of(
                "packetsReceived",
                "packetsLost",
                "retransmittedPacketsReceived",
                "fecPacketsReceived",
                "nackCount",
                "pliCount",
                "framesDecoded",
                "framesDropped",
                "keyFramesDecoded",
                "freezeCount",
                "totalFreezesDuration",
                "pauseCount",
                "totalPausesDuration")) {
            counters.put(name, watched.grew(name));
        }
        return counters;
    }

    private static String sentence(Measured measured) {
        return measured.server + " at " + Numbers.percent(measured.loss, 0) + " loss: "
                + Numbers.percent(measured.residual, 4) + " missing after " + DEADLINE_MS + " ms, "
                + Numbers.percent(measured.repair.residual(DEADLINES.getLast()), 4) + " after 1 s, overhead "
                + Numbers.percent(measured.overhead, 1) + ", frozen " + Numbers.ms(measured.freezeMs) + " in "
                + Numbers.text(measured.freezes, 0) + " freezes, longest gap " + Numbers.ms(measured.longestGapMs);
    }

    private static List<Finding> findings(List<Measured> all) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < LOSSES.size(); i++) {
            double loss = LOSSES.get(i);
            double goal = RESIDUALS_MAX.get(i);
            Measured ours = first(all, loss);
            Measured peer = last(all, loss);
            String at = " at " + Numbers.percent(loss, 0);
            findings.add(new Finding(
                    "missing after repair" + at,
                    "≤ " + Numbers.percent(goal, 3),
                    Numbers.percent(ours.residual, 4),
                    peer == null ? "" : Numbers.percent(peer.residual, 4),
                    Finding.Verdict.of(ours.residual <= goal)));
            findings.add(new Finding(
                    "overhead of repair" + at,
                    "≤ " + Numbers.percent(loss + OVERHEAD_MAX, 0),
                    Numbers.percent(ours.overhead, 1),
                    peer == null ? "" : Numbers.percent(peer.overhead, 1),
                    Finding.Verdict.of(ours.overhead <= loss + OVERHEAD_MAX)));
            findings.add(freezes(ours, peer, at));
        }
        return findings;
    }

    private static Finding freezes(Measured ours, @Nullable Measured peer, String at) {
        return new Finding(
                "frozen" + at,
                ours.loss == COMPARED ? "≤ half of Janus" : "",
                Numbers.ms(ours.freezeMs) + " (" + Numbers.text(ours.freezes, 0) + ")",
                peer == null ? "" : Numbers.ms(peer.freezeMs) + " (" + Numbers.text(peer.freezes, 0) + ")",
                ours.loss == COMPARED && peer != null
                        ? Finding.Verdict.of(ours.freezeMs <= peer.freezeMs / 2)
                        : Finding.Verdict.NO_GOAL);
    }

    private static Measured first(List<Measured> all, double loss) {
        return at(all, loss).getFirst();
    }

    /** Janus, where it was measured. */
    private static @Nullable Measured last(List<Measured> all, double loss) {
        List<Measured> here = at(all, loss);
        return here.size() > 1 ? here.getLast() : null;
    }

    private static List<Measured> at(List<Measured> all, double loss) {
        return all.stream().filter(measured -> measured.loss == loss).toList();
    }

    private static List<String> notes(NetworkSetting setting) {
        return List.of(
                "Missing after repair: of all video packets by their sequence numbers, the share that Chromium had decrypted neither"
                        + " as such nor as a retransmission " + DEADLINE_MS
                        + " ms after they were due; a packet is due when the next one came"
                        + " by itself. Read from Chromium's own dump of RTP. What FEC brings back does not show there.",
                "Overhead: bytes of retransmissions, FEC and padding that entered the wire, by those of the video.",
                "Frozen: Chromium's totalFreezesDuration, and in brackets its freezeCount, in " + setting.seconds()
                        + " s.",
                setting.lossBothWays()
                        ? "Loss meets both directions."
                        : "Loss meets what the server sends; what the viewer sends arrives.");
    }

    private static List<Picture> pictures(List<Measured> all) {
        List<Picture.Line> lines = new ArrayList<>();
        for (Measured measured : all) {
            lines.add(new Picture.Line(
                    measured.server + ", " + Numbers.percent(measured.loss, 0),
                    DEADLINES.stream().map(Long::doubleValue).toList(),
                    DEADLINES.stream()
                            .map(deadline -> Math.max(LEAST_PERCENT, measured.repair.residual(deadline) * 100))
                            .toList()));
        }
        return List.of(new Picture(
                "loss", "Video packets still missing", "ms after they were due", "% of packets", true, lines));
    }
}
