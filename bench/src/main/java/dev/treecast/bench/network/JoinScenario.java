package dev.treecast.bench.network;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.bench.browser.Chromium;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.JavaChild;
import dev.treecast.bench.wire.Impairments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Chromium comes again and again, at 40 ms round trip, while many watch over a good network. */
final class JoinScenario {
    private static final double DELAY_MS = 20;
    private static final int JOINS = 30;
    /** Before these, so that nobody waits for a compiler. */
    private static final int WARM_UP_JOINS = 5;

    /** Janus has no core for more, next to its own viewer. */
    private static final int WATCHING_JANUS_MAX = 30;

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int BITRATE_BPS = 1_000_000;
    private static final double P50_MS_MAX = 300;
    private static final double P95_MS_MAX = 600;
    private static final double REQUEST_INTERVAL_S = 0.5;
    private static final long PAUSE_MS_MAX = 700;

    private JoinScenario() {}

    /**
     * One server.
     *
     * @param frameMs from wanting to watch to the first frame shown, of each join
     * @param answerMs from there to the answer
     * @param connectedMs to the end of the handshake
     * @param packetMs to the first packet of the picture
     * @param keyframeRequests that the publisher got meanwhile; −1 where nobody counts
     * @param seconds that it took
     */
    record Measured(
            String server,
            int watching,
            List<Double> frameMs,
            List<Double> answerMs,
            List<Double> connectedMs,
            List<Double> packetMs,
            int keyframeRequests,
            double seconds) {}

    static ScenarioResult run(NetworkSetting setting) throws BenchFailure, InterruptedException {
        try (BadNetwork network = BadNetwork.open(setting.options(), setting.seed(), setting.progress())) {
            Impairments each = Impairments.NONE.delayed(DELAY_MS);
            network.change(each, each);
            List<Measured> all = new ArrayList<>();
            Served ours = network.treecast("Treecast", setting.options().launcher(), List.of());
            try (Chromium publisher = network.publisher(ours)) {
                publisher.call("publish", BandwidthScenario.how(ours, WIDTH, HEIGHT, BITRATE_BPS));
                try (JavaChild crowd = network.crowd(ours)) {
                    new Crowd(crowd).come(setting.watching());
                    all.add(measure(network, ours, setting.watching(), new Requests(publisher), setting));
                }
            }
            setting.progress().say("  " + sentence(all.getLast()));
            if (setting.withJanus()) {
                Served janus = network.janus();
                int watching = Math.min(setting.watching(), WATCHING_JANUS_MAX);
                try (JavaChild crowd = network.play(janus)) {
                    new Crowd(crowd).come(watching);
                    all.add(measure(network, janus, watching, () -> -1, setting));
                }
                setting.progress().say("  " + sentence(all.getLast()));
            }
            return new ScenarioResult(
                    NetworkScenario.JOIN,
                    findings(all.getFirst(), all.size() > 1 ? all.getLast() : null),
                    notes(all),
                    all,
                    pictures(all),
                    network.description());
        } catch (IOException e) {
            throw new BenchFailure("Chromium's profile cannot be removed: " + e.getMessage(), e);
        }
    }

    /** Counts what a publisher was asked for. */
    @FunctionalInterface
    private interface RequestCounter {
        int count() throws BenchFailure, InterruptedException;
    }

    /** By Chromium's statistics, PLI and FIR. */
    private record Requests(Chromium publisher) implements RequestCounter {
        @Override
        public int count() throws BenchFailure, InterruptedException {
            int count = 0;
            for (JsonNode layer : publisher.call("sent")) {
                count += layer.path("keyframeRequests").asInt();
            }
            return count;
        }
    }

    private static Measured measure(
            BadNetwork network, Served server, int watching, RequestCounter requests, NetworkSetting setting)
            throws BenchFailure, InterruptedException, IOException {
        List<Double> frameMs = new ArrayList<>();
        List<Double> answerMs = new ArrayList<>();
        List<Double> connectedMs = new ArrayList<>();
        List<Double> packetMs = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(setting.seed());
        try (Chromium viewer = network.viewer(server, false)) {
            for (int i = 0; i < WARM_UP_JOINS; i++) {
                viewer.call("join", server.where());
            }
            int before = requests.count();
            long beganNs = System.nanoTime();
            for (int i = 0; i < JOINS; i++) {
                setting.progress().begin(server.name() + ", join " + (i + 1) + " of " + JOINS);
                // Anywhere between two keyframes.
                TimeUnit.MILLISECONDS.sleep(random.nextLong(PAUSE_MS_MAX));
                JsonNode join = viewer.call("join", server.where());
                frameMs.add(join.path("frameMs").asDouble());
                answerMs.add(join.path("answerMs").asDouble());
                connectedMs.add(join.path("connectedMs").asDouble());
                packetMs.add(join.path("packetMs").asDouble());
            }
            double seconds = (System.nanoTime() - beganNs) / 1e9;
            int after = requests.count();
            setting.progress().clear();
            return new Measured(
                    server.name(),
                    watching,
                    frameMs,
                    answerMs,
                    connectedMs,
                    packetMs,
                    after < 0 ? -1 : after - before,
                    seconds);
        }
    }

    private static String sentence(Measured measured) {
        return measured.server + ", " + measured.watching + " watching: first frame after "
                + Numbers.ms(Numbers.median(measured.frameMs)) + " (p50), "
                + Numbers.ms(Numbers.quantile(measured.frameMs, 0.95)) + " (p95); the answer after "
                + Numbers.ms(Numbers.median(measured.answerMs)) + ", connected after "
                + Numbers.ms(Numbers.median(measured.connectedMs)) + ", the first packet after "
                + Numbers.ms(Numbers.median(measured.packetMs)) + " (p50); "
                + (measured.keyframeRequests < 0 ? "" : measured.keyframeRequests + " keyframe requests in ")
                + Numbers.text(measured.seconds, 0) + " s";
    }

    private static List<Finding> findings(Measured ours, @Nullable Measured peer) {
        double p50 = Numbers.median(ours.frameMs);
        double p95 = Numbers.quantile(ours.frameMs, 0.95);
        double perInterval = ours.keyframeRequests / (ours.seconds / REQUEST_INTERVAL_S);
        return List.of(
                new Finding(
                        "join to the first frame, p50",
                        "≤ 300 ms",
                        Numbers.ms(p50),
                        peer != null ? Numbers.ms(Numbers.median(peer.frameMs)) : "",
                        Finding.Verdict.of(p50 <= P50_MS_MAX)),
                new Finding(
                        "join to the first frame, p95",
                        "≤ 600 ms",
                        Numbers.ms(p95),
                        peer != null ? Numbers.ms(Numbers.quantile(peer.frameMs, 0.95)) : "",
                        Finding.Verdict.of(p95 <= P95_MS_MAX)),
                new Finding(
                        "keyframe requests to the publisher in 500 ms, " + JOINS + " joins",
                        "≤ 1",
                        Numbers.text(perInterval, 2) + " (" + ours.keyframeRequests + " in all)",
                        "",
                        Finding.Verdict.of(perInterval <= 1)));
    }

    private static List<String> notes(List<Measured> all) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "From before the connection is made to the first frame that is shown, in a page that has spoken with the server before;"
                        + " the round trip is 40 ms. " + all.getFirst().watching
                        + " viewers watch ours over a good network.");
        all.stream().map(JoinScenario::sentence).forEach(notes::add);
        if (all.size() > 1) {
            notes.add(all.getLast().watching + " watch Janus, which plays the clip and replays its last keyframe.");
        }
        return notes;
    }

    private static List<Picture> pictures(List<Measured> all) {
        List<Picture.Line> lines = new ArrayList<>();
        for (Measured measured : all) {
            List<Double> sorted = measured.frameMs.stream().sorted().toList();
            List<Double> share = new ArrayList<>();
            for (int i = 0; i < sorted.size(); i++) {
                share.add(100.0 * (i + 1) / sorted.size());
            }
            lines.add(new Picture.Line(measured.server, sorted, share));
        }
        return List.of(new Picture(
                "join",
                "Joins that have their first frame",
                "ms after the viewer wanted it",
                "% of joins",
                false,
                lines));
    }
}
