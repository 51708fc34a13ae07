package dev.treecast.bench.network;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.bench.browser.Chromium;
import dev.treecast.bench.browser.Watched;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.ServerProcess;
import dev.treecast.bench.swarm.Protocol;
import dev.treecast.bench.wire.Impairments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bottleneck of 3 Mbit/s becomes one of 0.8 and then one of 3 again, under three layers where the server takes them. */
final class BandwidthScenario {
    private static final double DELAY_MS = 20;
    private static final double WIDE_MBPS = 3;
    private static final double NARROW_MBPS = 0.8;
    private static final double QUEUE_MS = 150;

    /** A third each; less is no time to come back in. */
    private static final int PHASE_S_MIN = 12;

    private static final int PUBLISHER_S_MAX = 40;
    /** The smallest picture of which Chromium makes three layers. */
    private static final int WIDTH = 960;

    private static final int HEIGHT = 540;
    /** From the smallest layer to the largest: all three want 2.5 Mbit/s, the two lower ones fit through 0.8. */
    private static final int[] BITRATES_BPS = {120_000, 450_000, 1_900_000};

    private static final double LOWER_S_MAX = 1;
    private static final double UPPER_S_MAX = 10;
    private static final double FREEZE_MS_MAX = 300;

    private BandwidthScenario() {}

    /**
     * One server.
     *
     * @param layers that it took
     * @param widthBefore of the picture before the bottleneck narrows
     * @param lowerS from there to the first narrower picture, s; NaN for never
     * @param upperS from the moment that it widens to the first picture as wide as before; NaN for never
     * @param longestGapMs between two frames while it is narrow
     * @param switches of the width from the moment that it narrows to the end
     * @param reversals of these: up while it is narrow, down while it is wide
     * @param freezeMs of all of it, as Chromium counts
     */
    record Measured(
            String server,
            int layers,
            int widthBefore,
            double lowerS,
            double upperS,
            double longestGapMs,
            int switches,
            int reversals,
            double freezeMs,
            List<Double> second,
            List<Double> width,
            List<Double> ageMs) {}

    /** When what happened, of the page's clock. */
    record Moments(double narrowMs, double wideMs, double endMs) {}

    static ScenarioResult run(NetworkSetting setting) throws BenchFailure, InterruptedException {
        try (BadNetwork network = BadNetwork.open(setting.options(), setting.seed(), setting.progress())) {
            List<Measured> all = new ArrayList<>();
            Served ours = network.treecast("Treecast", setting.options().launcher(), List.of());
            try (Chromium publisher = network.publisher(ours)) {
                int layers = publish(ours, publisher);
                setting.progress().say("  The server takes " + layers + (layers == 1 ? " layer." : " layers."));
                all.add(measure(network, ours, layers, setting));
            }
            setting.progress().say("  " + sentence(all.getLast()));
            if (setting.withJanus()) {
                Served janus = network.janus();
                var unused = network.play(janus);
                all.add(measure(network, janus, 1, setting));
                setting.progress().say("  " + sentence(all.getLast()));
            }
            return new ScenarioResult(
                    NetworkScenario.BANDWIDTH,
                    findings(all.getFirst(), all.size() > 1 ? all.getLast() : null),
                    notes(all.getFirst().layers),
                    all,
                    pictures(all),
                    network.description());
        } catch (IOException e) {
            throw new BenchFailure("Chromium's profile cannot be removed: " + e.getMessage(), e);
        }
    }

    /** Publishes, and waits until the encoder gives all that it is to give. */
    private static int publish(Served server, Chromium publisher) throws BenchFailure, InterruptedException {
        int layers = publisher
                .call("publish", how(server, WIDTH, HEIGHT, BITRATES_BPS))
                .path("layers")
                .asInt();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PUBLISHER_S_MAX);
        int wantedBps = BITRATES_BPS[BITRATES_BPS.length - 1];
        while (true) {
            JsonNode sent = publisher.call("sent");
            for (JsonNode layer : sent) {
                // The browser lists them in no order.
                if (layer.path("width").asInt() == WIDTH
                        && layer.path("targetBps").asDouble() >= 0.9 * wantedBps) {
                    return layers;
                }
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new BenchFailure("The publisher does not reach " + wantedBps + " bit/s: " + sent);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** The argument of page.js' {@code publish}. */
    static Map<String, Object> how(Served server, int width, int height, int... bitratesBps) {
        return Map.of(
                "url",
                server.root().resolve("/whip/bench-0").toString(),
                "key",
                ServerProcess.PUBLISH_KEY,
                "width",
                width,
                "height",
                height,
                "bitratesBps",
                bitratesBps,
                "noise",
                true);
    }

    private static Measured measure(BadNetwork network, Served server, int layers, NetworkSetting setting)
            throws BenchFailure, InterruptedException, IOException {
        int phaseS = Math.max(PHASE_S_MIN, setting.seconds() / 3);
        Impairments back = Impairments.NONE.delayed(DELAY_MS);
        Impairments wide = back.throttled(WIDE_MBPS, QUEUE_MS);
        network.change(wide, back);
        try (Chromium viewer = network.viewer(server, false)) {
            viewer.call("watch", server.protocol() == Protocol.WHEP ? server.withClock() : server.where());
            setting.progress().countDown(phaseS, server.name() + ", " + WIDE_MBPS + " Mbit/s");
            double narrowMs = viewer.call("now").asDouble();
            network.change(back.throttled(NARROW_MBPS, QUEUE_MS), back);
            setting.progress().countDown(phaseS, server.name() + ", " + NARROW_MBPS + " Mbit/s");
            double wideMs = viewer.call("now").asDouble();
            network.change(wide, back);
            setting.progress().countDown(phaseS, server.name() + ", " + WIDE_MBPS + " Mbit/s again");
            Watched watched = Watched.of(viewer.call("take"));
            viewer.call("leave");
            return judge(server.name(), layers, watched, new Moments(narrowMs, wideMs, watched.nowMs()));
        }
    }

    static Measured judge(String server, int layers, Watched watched, Moments moments) {
        List<Watched.Frame> frames = watched.frames();
        int before = frames.stream()
                .filter(frame -> frame.atMs() <= moments.narrowMs)
                .reduce((first, second) -> second)
                .map(Watched.Frame::width)
                .orElse(0);
        int switches = 0;
        int reversals = 0;
        int width = before;
        for (Watched.Frame frame : frames) {
            if (frame.atMs() > moments.narrowMs && frame.width() != width) {
                switches++;
                boolean up = frame.width() > width;
                reversals += up == frame.atMs() < moments.wideMs ? 1 : 0;
                width = frame.width();
            }
        }
        List<Watched.Frame> shown =
                frames.stream().filter(frame -> frame.ageMs() >= 0).toList();
        return new Measured(
                server,
                layers,
                before,
                firstS(frames, moments.narrowMs, moments.wideMs, before, false),
                firstS(frames, moments.wideMs, moments.endMs, before, true),
                watched.longestGapMs(moments.narrowMs, moments.wideMs),
                switches,
                reversals,
                watched.grew("totalFreezesDuration") * 1_000,
                frames.stream().map(frame -> second(frame, moments)).toList(),
                frames.stream().map(frame -> (double) frame.width()).toList(),
                shown.stream().map(Watched.Frame::ageMs).toList());
    }

    private static double second(Watched.Frame frame, Moments moments) {
        return (frame.atMs() - moments.narrowMs) / 1_000;
    }

    /** From one moment to the first frame that is as wide as before, or narrower than that. */
    private static double firstS(List<Watched.Frame> frames, double fromMs, double toMs, int before, boolean asWide) {
        return frames.stream()
                .filter(frame -> frame.atMs() >= fromMs && frame.atMs() < toMs)
                .filter(frame -> asWide ? frame.width() >= before : frame.width() < before)
                .findFirst()
                .map(frame -> (frame.atMs() - fromMs) / 1_000)
                .orElse(Double.NaN);
    }

    private static String sentence(Measured measured) {
        return measured.server + ": lower after " + Numbers.seconds(measured.lowerS) + ", longest gap "
                + Numbers.ms(measured.longestGapMs) + ", upper again after " + Numbers.seconds(measured.upperS) + ", "
                + measured.switches + " switches, frozen " + Numbers.ms(measured.freezeMs) + " in all";
    }

    private static List<Finding> findings(Measured ours, @Nullable Measured peer) {
        return List.of(
                new Finding(
                        "to a lower layer when 3 becomes 0.8 Mbit/s",
                        "≤ 1 s",
                        Numbers.seconds(ours.lowerS),
                        peer != null ? Numbers.seconds(peer.lowerS) : "",
                        Finding.Verdict.of(ours.lowerS <= LOWER_S_MAX)),
                new Finding(
                        "longest freeze meanwhile",
                        "≤ 300 ms",
                        Numbers.ms(ours.longestGapMs),
                        peer != null ? Numbers.ms(peer.longestGapMs) : "",
                        Finding.Verdict.of(ours.longestGapMs <= FREEZE_MS_MAX)),
                new Finding(
                        "to the upper layer when it is 3 again",
                        "≤ 10 s",
                        // Who never left it is not back.
                        Double.isNaN(ours.lowerS) ? "never left" : Numbers.seconds(ours.upperS),
                        peer != null ? Double.isNaN(peer.lowerS) ? "never left" : Numbers.seconds(peer.upperS) : "",
                        Finding.Verdict.of(!Double.isNaN(ours.lowerS) && ours.upperS <= UPPER_S_MAX)),
                new Finding(
                        "switches, and those against the way",
                        "none against",
                        ours.switches + ", " + ours.reversals,
                        peer != null ? peer.switches + ", " + peer.reversals : "",
                        Finding.Verdict.of(ours.reversals == 0)));
    }

    private static List<String> notes(int layers) {
        List<String> notes = new ArrayList<>();
        notes.add("Chromium publishes to us " + WIDTH + "×" + HEIGHT + " of grain in VP8, "
                + (layers == 1
                        ? "as one layer of 1.9 Mbit/s: this server's answer took no more."
                        : "as three layers of 0.12, 0.45 and 1.9 Mbit/s."));
        notes.add("Janus plays the clip of 2.5 Mbit/s, as one layer: it knows no bandwidth.");
        notes.add("The bottleneck's queue holds " + Numbers.ms(QUEUE_MS) + ", the round trip is 40 ms.");
        notes.add("The longest freeze is the longest time between two frames that were shown.");
        return notes;
    }

    private static List<Picture> pictures(List<Measured> all) {
        return List.of(new Picture(
                "bandwidth",
                "The picture's width while 3 Mbit/s become 0.8",
                "seconds since they did",
                "pixels",
                false,
                all.stream()
                        .map(measured -> new Picture.Line(measured.server, measured.second, measured.width))
                        .toList()));
    }
}
