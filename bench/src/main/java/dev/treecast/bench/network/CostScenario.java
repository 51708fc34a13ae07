package dev.treecast.bench.network;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.ProcessTimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a packet costs with 600 viewers, of this build and, where one is given, of an earlier one, in turn. */
final class CostScenario {
    private static final int VIEWERS = 600;
    private static final int ROUNDS = 3;
    private static final int SECONDS_MAX = 20;
    private static final int SETTLE_MS = 4_000;
    private static final double MORE_NS_MAX = 300;

    private CostScenario() {}

    /** One build in one round; the CPU is the server's. */
    record Measured(String build, int round, long packets, double cpuNsPerPacket) {}

    /** A server and its viewers. */
    private record Contestant(Served server, Crowd crowd) {}

    static ScenarioResult run(NetworkSetting setting) throws BenchFailure, InterruptedException {
        try (BadNetwork network = BadNetwork.open(setting.options(), setting.seed(), setting.progress())) {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(contestant(network, "Treecast", setting.options().launcher()));
            if (setting.baseline().isPresent()) {
                contestants.add(
                        contestant(network, "baseline", setting.baseline().get()));
            }
            List<Measured> all = new ArrayList<>();
            // The first round is for the compiler.
            for (int round = 0; round <= ROUNDS; round++) {
                for (Contestant contestant : contestants) {
                    Measured measured = measure(contestant, round, setting);
                    if (round > 0) {
                        all.add(measured);
                        setting.progress()
                                .say("  " + measured.build + ", round " + round + ": "
                                        + Numbers.text(measured.cpuNsPerPacket / 1_000, 2) + " µs a packet");
                    }
                }
            }
            return new ScenarioResult(
                    NetworkScenario.COST,
                    List.of(finding(all, contestants.size() > 1)),
                    notes(),
                    all,
                    List.of(),
                    network.description());
        }
    }

    private static Contestant contestant(BadNetwork network, String name, Path launcher)
            throws BenchFailure, InterruptedException {
        Served server = network.treecast(name, launcher, List.of());
        return new Contestant(server, new Crowd(network.play(server)));
    }

    private static Measured measure(Contestant contestant, int round, NetworkSetting setting)
            throws BenchFailure, InterruptedException {
        String name = contestant.server.name();
        setting.progress().begin(VIEWERS + " viewers come to " + name);
        contestant.crowd.come(VIEWERS);
        TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        long packetsFrom = contestant.crowd.packets();
        ProcessTimes from = ProcessTimes.read(contestant.server.pid());
        setting.progress()
                .countDown(
                        Math.min(SECONDS_MAX, setting.seconds()), name + ", " + VIEWERS + " viewers, round " + round);
        long cpuNs = ProcessTimes.read(contestant.server.pid()).since(from);
        long packets = contestant.crowd.packets() - packetsFrom;
        contestant.crowd.leave();
        return new Measured(name, round, packets, packets == 0 ? 0 : (double) cpuNs / packets);
    }

    private static Finding finding(List<Measured> all, boolean compared) {
        double oursNs = medianNs(all, "Treecast");
        String ours = Numbers.text(oursNs / 1_000, 2) + " µs";
        if (!compared) {
            return new Finding(
                    "CPU a packet, " + VIEWERS + " viewers",
                    "≤ 0.3 µs more than before",
                    ours,
                    "",
                    Finding.Verdict.NO_GOAL);
        }
        double baselineNs = medianNs(all, "baseline");
        return new Finding(
                "CPU a packet, " + VIEWERS + " viewers",
                "≤ 0.3 µs more than before",
                ours + " against " + Numbers.text(baselineNs / 1_000, 2) + " µs",
                "",
                Finding.Verdict.of(oursNs - baselineNs <= MORE_NS_MAX));
    }

    private static double medianNs(List<Measured> all, String build) {
        return Numbers.median(all.stream()
                .filter(measured -> measured.build.equals(build))
                .map(Measured::cpuNsPerPacket)
                .toList());
    }

    private static List<String> notes() {
        return List.of("Medians of " + ROUNDS
                + " rounds, in turn, over a good network. What is measured against is the build that --baseline"
                + " names; without one there is nothing to compare with.");
    }
}
