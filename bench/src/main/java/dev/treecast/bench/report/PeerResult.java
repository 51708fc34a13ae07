package dev.treecast.bench.report;

import dev.treecast.bench.limit.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

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

    /**
     * How many times as much CPU a packet costs there as here: the median over the rounds that neither of them lost much in; over all where
     * there is none. A server that loses packets has had their cost as well.
     */
    public double ratioOf(PeerResult other) {
        List<Integer> all = IntStream.range(0, Math.min(rounds.size(), other.rounds.size()))
                .boxed()
                .toList();
        List<Integer> good = all.stream()
                .filter(i -> !rounds.get(i).disturbed() && !other.rounds.get(i).disturbed())
                .toList();
        return Median.of((good.isEmpty() ? all : good)
                .stream()
                        .mapToDouble(i -> other.rounds.get(i).window().cpuNsPerPacket()
                                / rounds.get(i).window().cpuNsPerPacket())
                        .toArray());
    }

    /** Sentences about rounds whose CPU per packet says little. */
    List<String> disturbances() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            if (rounds.get(i).disturbed()) {
                sentences.add(name + " lost more than 1 % in round " + (i + 1) + ", which is left out of the ratio.");
            }
        }
        return sentences;
    }

    private double median(ToDoubleFunction<PeerRound> value) {
        return Median.of(rounds.stream().mapToDouble(value).toArray());
    }
}
