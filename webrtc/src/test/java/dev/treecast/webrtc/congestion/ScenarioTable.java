package dev.treecast.webrtc.congestion;

import java.util.Locale;

/** A scenario's outcome, as a row. */
final class ScenarioTable {
    static final String HEAD = """
        | scenario | seed | 80 % of the path after | estimate / path | sent / path | queue p50 / p95 | lost | probes |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    private ScenarioTable() {}

    static String row(Scenario scenario, long seed) {
        SimulatedViewer viewer = scenario.run(seed);
        double from = scenario.settledAt();
        double to = scenario.seconds();
        double path = scenario.path().rate().meanBps((long) (from * 1e9), (long) (to * 1e9));
        double first = scenario.path().rate().meanBps(0, 1_000_000_000);
        double converged = viewer.secondsUntil(0, 0.8 * first, true);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s | %.0f %% | %.0f %% | %.0f / %.0f ms | %.1f %% | %.1f %% |",
                scenario.name(),
                seed,
                Double.isInfinite(converged) ? "–" : String.format(Locale.ROOT, "%.1f s", converged),
                100 * viewer.meanEstimateBps(from, to) / path,
                100 * viewer.meanSentBps(from, to) / path,
                viewer.queueMsQuantile(from, to, 0.5),
                viewer.queueMsQuantile(from, to, 0.95),
                100.0 * viewer.lostPackets / viewer.sentPackets,
                100.0 * viewer.probeBytes / viewer.sentBytes);
    }
}
