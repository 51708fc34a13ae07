package dev.treecast.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.treecast.bench.rig.MemoryUse;

/**
 * What data channels cost a server in memory: the same number of viewers, first without and then with them. As many have come and gone before, so that what a
 * server keeps once it has grown is in all three.
 *
 * @param viewers in both
 * @param base with none
 * @param without with viewers who only watch
 * @param with with viewers who press buttons
 */
public record ChannelMemory(int viewers, MemoryUse base, MemoryUse without, MemoryUse with) {
    private static final double KIB = 1024;

    @JsonProperty
    double heapKibWithout() {
        return (without.heapLive() - base.heapLive()) / KIB / viewers;
    }

    @JsonProperty
    double heapKibWith() {
        return (with.heapLive() - base.heapLive()) / KIB / viewers;
    }

    @JsonProperty
    double usedKibWithout() {
        return (without.used() - base.used()) / KIB / viewers;
    }

    @JsonProperty
    double usedKibWith() {
        return (with.used() - base.used()) / KIB / viewers;
    }
}
