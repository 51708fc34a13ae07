package dev.treecast.bench.report;

import dev.treecast.bench.limit.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One server, over all rounds.
 *
 * @param name and version
 * @param viewers that it was to serve
 * @param rounds in order
 */
public record PeerResult(String name, int viewers, List<PeerRound> rounds) {

    double cpuNsPerPacket() {
        return median(round -> round.window().cpuNsPerPacket());
    }

    double packetsPerSecond() {
        return median(
                round -> round.window().counts().packets() / round.window().seconds());
    }

    double cpuShare() {
        return median(round -> round.window().cpuShare());
    }

    /** Over all rounds together. */
    double lossShare() {
        long expected = rounds.stream()
                .mapToLong(round -> round.window().counts().expected())
                .sum();
        long lost = rounds.stream()
                .mapToLong(round -> round.window().counts().lost())
                .sum();
        return expected == 0 ? 0 : (double) lost / expected;
    }

    /** Of the first round: later ones find what earlier viewers left behind. */
    double kibPerViewer() {
        return rounds.getFirst().kibPerViewer();
    }

    /** How many times as much CPU a packet costs there as here: the median over the rounds. */
    public double ratioOf(PeerResult other) {
        double[] ratios = new double[Math.min(rounds.size(), other.rounds.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = other.rounds.get(i).window().cpuNsPerPacket()
                    / rounds.get(i).window().cpuNsPerPacket();
        }
        return Median.of(ratios);
    }

    private double median(ToDoubleFunction<PeerRound> value) {
        return Median.of(rounds.stream().mapToDouble(value).toArray());
    }
}
