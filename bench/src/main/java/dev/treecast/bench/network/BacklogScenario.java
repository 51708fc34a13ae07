package dev.treecast.bench.network;

import dev.treecast.bench.browser.Chromium;
import dev.treecast.bench.browser.Watched;
import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.wire.Impairments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How old a viewer's picture is after its start, by the clock in it, against how old it is later on. */
final class BacklogScenario {
    private static final double DELAY_MS = 20;
    private static final int STARTS = 8;
    private static final int WATCHED_MS = 9_000;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int BITRATE_BPS = 1_000_000;
    /** The goal's three seconds are up here: what is shown from half a second before. */
    private static final double JUDGED_FROM_MS = 2_500;

    private static final double JUDGED_TO_MS = 3_000;
    private static final double STEADY_FROM_MS = 6_000;
    private static final double BIN_MS = 250;
    private static final double BACKLOG_MS_MAX = 50;
    private static final int PAUSE_MS = 400;

    private BacklogScenario() {}

    /**
     * One start.
     *
     * @param earlyMs the picture's age up to 3 s after the first frame, the median
     * @param steadyMs the same from 6 s on
     * @param firstMs the age of the first frame that could be read
     */
    record Start(double firstMs, double earlyMs, double steadyMs) {
        double backlogMs() {
            return earlyMs - steadyMs;
        }
    }

    static ScenarioResult run(NetworkSetting setting) throws BenchFailure, InterruptedException {
        try (BadNetwork network = BadNetwork.open(setting.options(), setting.seed(), setting.progress())) {
            Impairments each = Impairments.NONE.delayed(DELAY_MS);
            network.change(each, each);
            Served ours = network.treecast("Treecast", setting.options().launcher(), List.of());
            List<Start> starts = new ArrayList<>();
            List<Watched> watched = new ArrayList<>();
            try (Chromium publisher = network.publisher(ours);
                    Chromium viewer = network.viewer(ours, false)) {
                publisher.call("publish", BandwidthScenario.how(ours, WIDTH, HEIGHT, BITRATE_BPS));
                viewer.call("join", ours.withClock());
                for (int i = 0; i < STARTS; i++) {
                    setting.progress().begin("start " + (i + 1) + " of " + STARTS);
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MS + 137L * i);
                    viewer.call("watch", ours.withClock());
                    TimeUnit.MILLISECONDS.sleep(WATCHED_MS);
                    watched.add(Watched.of(viewer.call("take")));
                    viewer.call("leave");
                    starts.add(start(watched.getLast()));
                }
            }
            double backlogMs =
                    Numbers.median(starts.stream().map(Start::backlogMs).toList());
            double worstMs =
                    Numbers.quantile(starts.stream().map(Start::backlogMs).toList(), 1);
            setting.progress()
                    .say("  Behind live 3 s after a start: " + Numbers.ms(backlogMs) + ", at worst "
                            + Numbers.ms(worstMs));
            return new ScenarioResult(
                    NetworkScenario.BACKLOG,
                    List.of(new Finding(
                            "backlog 3 s after a start, median of " + STARTS,
                            "≤ 50 ms",
                            Numbers.ms(backlogMs) + " (worst " + Numbers.ms(worstMs) + ")",
                            "",
                            Finding.Verdict.of(backlogMs <= BACKLOG_MS_MAX))),
                    List.of(
                            "The picture's age between 2.5 and 3 s after its first frame less its age after 6 s, by the clock in it; two"
                                    + " Chromiums of one machine agree on the time to about a millisecond."),
                    starts,
                    List.of(picture(watched)),
                    network.description());
        } catch (IOException e) {
            throw new BenchFailure("Chromium's profile cannot be removed: " + e.getMessage(), e);
        }
    }

    static Start start(Watched watched) {
        List<Double> all = ages(watched, 0, Double.MAX_VALUE);
        return new Start(
                all.isEmpty() ? Double.NaN : all.getFirst(),
                Numbers.median(ages(watched, JUDGED_FROM_MS, JUDGED_TO_MS)),
                Numbers.median(ages(watched, STEADY_FROM_MS, Double.MAX_VALUE)));
    }

    private static List<Double> ages(Watched watched, double fromMs, double toMs) {
        return watched.frames().stream()
                .filter(frame -> frame.ageMs() >= 0)
                .filter(frame -> frame.atMs() - watched.firstFrameAtMs() >= fromMs
                        && frame.atMs() - watched.firstFrameAtMs() < toMs)
                .map(Watched.Frame::ageMs)
                .toList();
    }

    private static Picture picture(List<Watched> all) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (double fromMs = 0; fromMs < WATCHED_MS; fromMs += BIN_MS) {
            List<Double> here = new ArrayList<>();
            for (Watched watched : all) {
                here.addAll(ages(watched, fromMs, fromMs + BIN_MS));
            }
            if (!here.isEmpty()) {
                x.add((fromMs + BIN_MS / 2) / 1_000);
                y.add(Numbers.median(here));
            }
        }
        return new Picture(
                "backlog",
                "How old the picture is",
                "seconds since the first frame",
                "ms, median of all starts",
                false,
                List.of(new Picture.Line("Treecast", x, y)));
    }
}
