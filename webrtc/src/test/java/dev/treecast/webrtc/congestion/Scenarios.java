package dev.treecast.webrtc.congestion;

import java.util.List;

/** The scenarios of docs/protocols/congestion-control.md. */
final class Scenarios {
    static final PathRate STEP = PathRate.constant(3_000_000).then(20, 800_000).then(40, 3_000_000);

    private Scenarios() {}

    static Scenario constant(double bps) {
        return Scenario.greedy("%.1f Mbit/s".formatted(bps / 1e6), Bottleneck.Path.of(bps), 60, 15);
    }

    static Scenario step() {
        return Scenario.greedy("3 → 0.8 → 3 Mbit/s", Bottleneck.Path.of(STEP), 60, 0)
                .upTo(2_500_000);
    }

    static Scenario randomLoss(double fraction) {
        return Scenario.greedy(
                        "10 Mbit/s, %.0f %% lost, 2.5 wanted".formatted(100 * fraction),
                        Bottleneck.Path.of(10e6).loss(fraction),
                        60,
                        10)
                .upTo(2_500_000);
    }

    static Scenario shallow() {
        return Scenario.greedy(
                "5 Mbit/s, buffer of 10 ms", Bottleneck.Path.of(5e6).buffer(10), 60, 10);
    }

    static Scenario deep() {
        return Scenario.greedy(
                "2 Mbit/s, buffer of 1 s", Bottleneck.Path.of(2e6).buffer(1_000), 60, 10);
    }

    static Scenario policer() {
        return Scenario.greedy(
                "policer, 2 Mbit/s, 100 ms", Bottleneck.Path.of(2e6).policer(100), 60, 10);
    }

    static Scenario keyframes() {
        return Scenario.greedy("3 Mbit/s, 2.5 with keyframes of 6 frames", Bottleneck.Path.of(3e6), 60, 10)
                .upTo(2_500_000)
                .keyframes(6);
    }

    static Scenario cell(long trace) {
        PathRate rate = PathRate.cell(trace, 4e6, 120);
        return Scenario.greedy(
                "4G, made up, mean 4 Mbit/s, trace " + trace,
                Bottleneck.Path.of(rate).oneWay(30).jitter(60),
                120,
                10);
    }

    static Scenario badFeedback() {
        return Scenario.greedy("3 Mbit/s, a fifth of the feedback lost", Bottleneck.Path.of(3e6), 60, 15)
                .feedback(new SimulatedViewer.Feedback(0.2, 0.1, 80, 50, 100, 65_000));
    }

    static Scenario applicationLimited() {
        return Scenario.greedy(
                        "10 Mbit/s, 0.3 sent, jitter of 50 ms",
                        Bottleneck.Path.of(10e6).jitter(50),
                        60,
                        10)
                .always(300_000)
                .wanting(3_000_000);
    }

    static List<Scenario> all() {
        return List.of(
                constant(300_000),
                constant(1e6),
                constant(3e6),
                constant(10e6),
                step(),
                deep(),
                shallow(),
                policer(),
                randomLoss(0.01),
                randomLoss(0.05),
                randomLoss(0.1),
                keyframes(),
                badFeedback(),
                cell(1),
                cell(2),
                cell(3),
                applicationLimited());
    }
}
