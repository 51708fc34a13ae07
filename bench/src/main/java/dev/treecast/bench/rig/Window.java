package dev.treecast.bench.rig;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.treecast.bench.swarm.Counts;
import dev.treecast.bench.swarm.Percentiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened between two readings.
 *
 * @param seconds between them
 * @param counts what all viewers received; who came in between is in it from their first packet on
 * @param watchers what the first to come received
 * @param latency from publisher to viewer, both kernels and the swarm's wake-up included, ms
 * @param serverCpuNs of all the server's threads
 * @param serverCpuNsByKind the same, by what threads are there for
 * @param swarmCpuNs of the swarm's
 * @param machineCpuNs of all processes of the machine
 * @param serverCores that the server may use
 * @param swarmCores that the swarm may use
 * @param allocatedBytes on the server's heap
 * @param gcPausesMs each of the server's pauses
 * @param serverSocketFull datagrams lost because the server did not read its socket in time
 * @param swarmSocketFull datagrams lost because the swarm did not
 * @param metrics the server's own counters, how much each went up; only those that did
 */
public record Window(
        double seconds,
        Counts counts,
        Counts watchers,
        Percentiles latency,
        long serverCpuNs,
        Map<String, Long> serverCpuNsByKind,
        long swarmCpuNs,
        long machineCpuNs,
        int serverCores,
        int swarmCores,
        long allocatedBytes,
        List<Double> gcPausesMs,
        long serverSocketFull,
        long swarmSocketFull,
        Map<String, Double> metrics) {
    private static final double NS_PER_SECOND = 1e9;

    /** What a desktop, or the driver's own reading, uses. */
    private static final double UNDISTURBED = 0.15;

    /** A core this busy has no time left to be anywhere in time. */
    private static final double FULL = 0.97;

    /** Of one core; above 1 with several. */
    @JsonProperty
    public double serverCpuShare() {
        return serverCpuNs / seconds / NS_PER_SECOND;
    }

    @JsonProperty
    public double swarmCpuShare() {
        return swarmCpuNs / seconds / NS_PER_SECOND;
    }

    /** Cores that others had, who are no part of the measurement: they make every number worse. */
    @JsonProperty
    public double othersCpuShare() {
        return Math.max(0, machineCpuNs - serverCpuNs - swarmCpuNs) / seconds / NS_PER_SECOND;
    }

    /** A sentence when others had enough of the machine to show; empty otherwise. */
    public Optional<String> disturbance() {
        return othersCpuShare() < UNDISTURBED
                ? Optional.empty()
                : Optional.of(
                        "Other processes used %.1f of the machine's cores meanwhile, which makes these numbers worse than they are."
                                .formatted(othersCpuShare()));
    }

    /** Whether a process has used up its cores: what is measured then is the machine's limit. */
    public boolean serverFull() {
        return serverCpuShare() > FULL * serverCores;
    }

    public boolean swarmFull() {
        return swarmCpuShare() > FULL * swarmCores;
    }

    /** Server CPU for each packet that reached a viewer, ns. */
    @JsonProperty
    public double cpuNsPerPacket() {
        return perPacket(serverCpuNs);
    }

    @JsonProperty
    public double allocatedBytesPerPacket() {
        return perPacket(allocatedBytes);
    }

    /** Of all viewers' packets, 0 to 1. */
    @JsonProperty
    public double lossShare() {
        return counts.lossShare();
    }

    private double perPacket(long sum) {
        return counts.packets() == 0 ? 0 : (double) sum / counts.packets();
    }

    @JsonProperty
    public double packetsPerSecond() {
        return counts.packets() / seconds;
    }

    /** Of RTP, headers and tags included. */
    @JsonProperty
    public double mbitPerSecond() {
        return counts.bytes() * 8 / seconds / 1e6;
    }

    @JsonProperty
    public double gcPauseMsMax() {
        return gcPausesMs.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
