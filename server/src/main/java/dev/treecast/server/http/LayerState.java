package dev.treecast.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which layer of the picture a viewer is sent, and why.
 *
 * @param encodingId the layer that it is sent, as its publisher calls it (RFC 8851)
 * @param wantedId the layer that it waits for; the same where it waits for none
 * @param pinnedId the layer that it asked to be held to; null while the estimate decides
 * @param estimateBps what its path is believed to carry
 * @param estimateState why the estimate is what it is: {@code starting}, {@code growing}, {@code application_limited}, {@code holding}, {@code
 *     delay_limited}, {@code loss_limited}, {@code loss_recovering}, {@code receiver_limited} or {@code feedback_missing}
 * @param loss share of packets lost before repair, of late
 * @param layers what there is to choose from, the smallest picture first
 * @param decisions the last changes, the oldest first; left out in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LayerState(
        String encodingId,
        String wantedId,
        @Nullable String pinnedId,
        long estimateBps,
        String estimateState,
        double loss,
        List<Layer> layers,
        @Nullable List<Decision> decisions) {

    /** @param bitrateBps on the wire; 0 when the publisher does not send it now, null when that is not known at this node */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Layer(String encodingId, @Nullable Long bitrateBps) {}

    /**
     * A change.
     *
     * @param fromId empty at the start
     * @param reason in words
     * @param estimateBps what the path was believed to carry
     * @param neededBps what the layer that decided it took
     */
    public record Decision(
            double secondsAgo,
            String fromId,
            String toId,
            String reason,
            long estimateBps,
            long neededBps,
            double loss) {}

    LayerState withoutDecisions() {
        return new LayerState(encodingId, wantedId, pinnedId, estimateBps, estimateState, loss, layers, null);
    }
}
