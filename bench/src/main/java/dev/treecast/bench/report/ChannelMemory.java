package dev.treecast.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.treecast.bench.rig.MemoryUse;

/**
 * What data channels cost a server in memory: the same number of viewers, first without and then with them. Each has a base of its own, for the server learns
 * meanwhile.
 *
 * @param viewers in both
 * @param base before those without
 * @param without with viewers who only watch
 * @param baseAgain after these have gone
 * @param with with viewers who press buttons
 */
public record ChannelMemory(int viewers, MemoryUse base, MemoryUse without, MemoryUse baseAgain, MemoryUse with) {
    private static final double KIB = 1024;

    @JsonProperty
    double heapKibWithout() {
        return (without.heapLive() - base.heapLive()) / KIB / viewers;
    }

    @JsonProperty
    double heapKibWith() {
        return (with.heapLive() - baseAgain.heapLive()) / KIB / viewers;
    }

    @JsonProperty
    double usedKibWithout() {
        return (without.used() - base.used()) / KIB / viewers;
    }

    @JsonProperty
    double usedKibWith() {
        return (with.used() - baseAgain.used()) / KIB / viewers;
    }
}
