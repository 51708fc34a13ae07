package dev.treecast.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.treecast.bench.rig.MemoryUse;
import dev.treecast.bench.rig.Window;
import dev.treecast.bench.swarm.JoinResult;
import dev.treecast.bench.swarm.Percentiles;

/**
 * One number of viewers, measured.
 *
 * @param viewers that were to be there
 * @param join how those who were missing came; those of earlier steps stayed
 * @param window what was measured
 * @param base the server's memory before the first viewer
 * @param memory and with these
 */
public record FanoutStep(int viewers, JoinResult join, Window window, MemoryUse base, MemoryUse memory) {
    private static final double KIB = 1024;

    @JsonProperty
    double residentKibPerViewer() {
        return (memory.resident() - base.resident()) / KIB / viewers;
    }

    @JsonProperty
    double usedKibPerViewer() {
        return (memory.used() - base.used()) / KIB / viewers;
    }

    @JsonProperty
    double heapKibPerViewer() {
        return (memory.heapLive() - base.heapLive()) / KIB / viewers;
    }

    @JsonProperty
    double directKibPerViewer() {
        return (memory.directBuffers() - base.directBuffers()) / KIB / viewers;
    }

    Percentiles latency() {
        return window.latency();
    }
}
