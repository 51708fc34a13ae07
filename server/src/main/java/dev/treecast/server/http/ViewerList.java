package dev.treecast.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Viewers of a stream at this node.
 *
 * @param latency over all of them, shown or not; null before any was measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewerList(@Nullable Latency latency, List<ViewerState> viewers) {

    /**
     * From the capture to the viewer, without what the viewer itself adds.
     *
     * @param viewers of how many it was measured
     * @param p50Ms half of them have no more
     * @param p95Ms 19 of 20 have no more
     */
    public record Latency(int viewers, double p50Ms, double p95Ms) {}

    public ViewerList {
        viewers = List.copyOf(viewers);
    }
}
