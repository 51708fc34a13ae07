package dev.treecast.bench.swarm;

import java.util.List;

/**
 * What the swarm counted, read at one moment.
 *
 * @param atNs {@link System#nanoTime}: the same clock for all processes of a Linux machine
 * @param cohorts one entry a join, in the order of the joins
 * @param latency from a publisher's send to a checking viewer's receive, since the last snapshot
 */
public record SwarmSnapshot(long atNs, List<Counts> cohorts, Percentiles latency) {

    /** All cohorts together. */
    public Counts total() {
        return cohorts.stream().reduce(Counts.NONE, Counts::plus);
    }

    /** The first viewers who came, who watch while others come. */
    public Counts watchers() {
        return cohorts.isEmpty() ? Counts.NONE : cohorts.getFirst();
    }
}
