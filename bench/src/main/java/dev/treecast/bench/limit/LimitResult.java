package dev.treecast.bench.limit;

import dev.treecast.bench.lab.SendLoops;
import dev.treecast.bench.lab.SendResult;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The loops under one load.
 *
 * @param ways what each cost
 */
public record LimitResult(SendLoops.Load load, Map<Way, Cost> ways) {

    /**
     * One loop, over all rounds.
     *
     * @param cpuNs per packet, the median
     * @param cpuNsMin the least of a round
     * @param cpuNsMax the most of a round
     * @param ratio to C: the median over the rounds of what both cost in the same round
     * @param allocated bytes of garbage per packet, the median
     * @param refused packets in all that the socket did not take
     */
    public record Cost(double cpuNs, double cpuNsMin, double cpuNsMax, double ratio, double allocated, long refused) {}

    static LimitResult of(SendLoops.Load load, Map<Way, List<SendResult>> results) {
        List<SendResult> yardstick = results.getOrDefault(Way.C, List.of());
        Map<Way, Cost> ways = new EnumMap<>(Way.class);
        results.forEach((way, rounds) -> {
            double[] ns = rounds.stream()
                    .mapToDouble(SendResult::cpuNsPerPacket)
                    .sorted()
                    .toArray();
            double[] ratios = new double[rounds.size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = rounds.get(i).cpuNsPerPacket() / yardstick.get(i).cpuNsPerPacket();
            }
            double[] allocated =
                    rounds.stream().mapToDouble(SendResult::allocatedPerPacket).toArray();
            ways.put(
                    way,
                    new Cost(
                            Median.of(ns),
                            ns[0],
                            ns[ns.length - 1],
                            Median.of(ratios),
                            Median.of(allocated),
                            rounds.stream().mapToLong(SendResult::refused).sum()));
        });
        return new LimitResult(load, ways);
    }
}
