package dev.treecast.bench.network;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.lab.ProcessTimes;
import dev.treecast.bench.wire.Impairments;
import dev.treecast.bench.wire.PathCount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Viewers each behind a bottleneck with hardly a queue: a large frame at once does not fit, piece by piece it does. A crowd watches beside them. */
final class ShallowScenario {
    private static final double DELAY_MS = 10;
    private static final int VIEWERS = 12;
    /** With a good network, so that the server has something to do: what a packet costs it says nothing with few. */
    private static final int CROWD = 300;

    /** Nine times what the clip takes. */
    private static final double RATE_MBPS = 25;

    private static final double QUEUE_MS = 10;
    private static final int ROUNDS = 3;
    private static final int SETTLE_MS = 3_000;
    private static final int SECONDS_MAX = 30;
    private static final double LOSS_RATIO_MAX = 1.0 / 20;
    private static final double CPU_MORE_MAX = 0.10;

    private ShallowScenario() {}

    /**
     * One way of pacing in one round.
     *
     * @param loss at the bottleneck
     * @param cpuNsPerPacket of the server
     */
    record Measured(String pacing, int round, double loss, double cpuNsPerPacket, PathCount toViewers) {}

    /** A server with its pacing, and its viewers. */
    private record Contestant(String pacing, Served server, Crowd crowd, Crowd viewers) {}

    static ScenarioResult run(NetworkSetting setting) throws BenchFailure, InterruptedException {
        try (BadNetwork network = BadNetwork.open(setting.options(), setting.seed(), setting.progress())) {
            Impairments back = Impairments.NONE.delayed(DELAY_MS);
            network.change(back.throttled(RATE_MBPS, QUEUE_MS).withBottleneckEach(), back);
            List<Contestant> contestants = new ArrayList<>();
            for (String pacing : List.of("staggered", "burst")) {
                Served server = network.treecast(
                        "Treecast " + pacing, setting.options().launcher(), List.of("--pacing", pacing));
                Crowd crowd = new Crowd(network.play(server));
                contestants.add(new Contestant(pacing, server, crowd, new Crowd(network.farSwarm(server))));
            }
            List<Measured> all = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                for (Contestant contestant : contestants) {
                    all.add(measure(network, contestant, round, setting));
                    setting.progress().say("  " + sentence(all.getLast()));
                }
            }
            return new ScenarioResult(
                    NetworkScenario.SHALLOW,
                    findings(all),
                    List.of(VIEWERS + " viewers have a bottleneck of " + Numbers.text(RATE_MBPS, 0)
                            + " Mbit/s with a queue of "
                            + Numbers.ms(QUEUE_MS) + " each, " + CROWD + " watch over a good network; medians of "
                            + ROUNDS
                            + " rounds, in turn. Loss is what found its queue full, of the packets that came to them; CPU is"
                            + " that of all the server's threads, by the packets to all viewers."),
                    all,
                    List.of(),
                    network.description());
        }
    }

    private static Measured measure(BadNetwork network, Contestant contestant, int round, NetworkSetting setting)
            throws BenchFailure, InterruptedException {
        contestant.viewers.come(VIEWERS);
        contestant.crowd.come(CROWD);
        TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        network.counts();
        long crowdFrom = contestant.crowd.packets();
        long pid = contestant.server.pid();
        ProcessTimes from = ProcessTimes.read(pid);
        setting.progress()
                .countDown(
                        Math.min(SECONDS_MAX, setting.seconds()),
                        contestant.pacing + ", round " + round + " of " + ROUNDS);
        PathCount counts = network.counts().toViewer();
        long cpuNs = ProcessTimes.read(pid).since(from);
        long packets = counts.packets() + contestant.crowd.packets() - crowdFrom;
        contestant.viewers.leave();
        contestant.crowd.leave();
        return new Measured(
                contestant.pacing, round, counts.droppedShare(), packets == 0 ? 0 : (double) cpuNs / packets, counts);
    }

    private static String sentence(Measured measured) {
        return measured.pacing + ", round " + measured.round + ": " + Numbers.percent(measured.loss, 3) + " lost, "
                + Numbers.text(measured.cpuNsPerPacket / 1_000, 1) + " µs of CPU a packet";
    }

    private static List<Finding> findings(List<Measured> all) {
        double staggeredLoss = loss(all, "staggered");
        double burstLoss = loss(all, "burst");
        double staggeredCpu = cpuNs(all, "staggered");
        double burstCpu = cpuNs(all, "burst");
        double more = staggeredCpu / burstCpu - 1;
        return List.of(
                new Finding(
                        "loss at a shallow buffer, staggered against burst",
                        "≤ 1/20",
                        Numbers.percent(staggeredLoss, 3) + " against " + Numbers.percent(burstLoss, 3),
                        "",
                        Finding.Verdict.of(burstLoss > 0 && staggeredLoss <= burstLoss * LOSS_RATIO_MAX)),
                new Finding(
                        "CPU of that, staggered against burst",
                        "< 10 % more",
                        Numbers.text(more * 100, 1) + " % more (" + Numbers.text(staggeredCpu / 1_000, 1) + " against "
                                + Numbers.text(burstCpu / 1_000, 1) + " µs)",
                        "",
                        Finding.Verdict.of(more < CPU_MORE_MAX)));
    }

    private static double loss(List<Measured> all, String pacing) {
        return Numbers.median(all.stream()
                .filter(measured -> measured.pacing.equals(pacing))
                .map(Measured::loss)
                .toList());
    }

    private static double cpuNs(List<Measured> all, String pacing) {
        return Numbers.median(all.stream()
                .filter(measured -> measured.pacing.equals(pacing))
                .map(Measured::cpuNsPerPacket)
                .toList());
    }
}
