package dev.treecast.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Viewers of a stream at this node.
 *
 * @param latency over all of them, shown or not; null before any was measured
 * @param sync over those that see pictures together; null where nobody does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewerList(
        @Nullable Latency latency, @Nullable Sync sync, List<ViewerState> viewers) {

    /**
     * From the capture to the viewer, without what the viewer itself adds.
     *
     * @param viewers of how many it was measured
     * @param p50Ms half of them have no more
     * @param p95Ms 19 of 20 have no more
     */
    public record Latency(int viewers, double p50Ms, double p95Ms) {}

    /**
     * How well viewers see pictures together, ms, as far as the server knows.
     *
     * @param viewers how many take part
     * @param targetMs from the capture until they are to see a picture
     * @param spreadMs between the first 19 of 20 and the first of them
     * @param spreadMsMax between the last and the first
     */
    public record Sync(int viewers, double targetMs, double spreadMs, double spreadMsMax) {}

    public ViewerList {
        viewers = List.copyOf(viewers);
    }
}
