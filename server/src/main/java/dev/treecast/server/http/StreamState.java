package dev.treecast.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream as {@code /api/streams} shows it.
 *
 * @param live whether a publisher is sending now; false while viewers wait for it to come back
 * @param viewers sessions now, connecting ones included, on all nodes of the cluster
 * @param viewersHere those at this node
 * @param here whether this node has it; of others nothing is known but who watches
 * @param uptimeSeconds since the publisher connected, or since it came to this node; 0 when not live or not here
 * @param playout {@code interactive}, {@code smooth} or {@code synchronized}, what viewers get who did not choose; null when not here
 * @param tracks what the publisher sends
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamState(
        String name,
        boolean live,
        int viewers,
        int viewersHere,
        boolean here,
        long uptimeSeconds,
        @Nullable String playout,
        List<TrackState> tracks) {
    public StreamState {
        tracks = List.copyOf(tracks);
    }

    /** Of a server that knows of no other. */
    public StreamState(
            String name,
            boolean live,
            int viewers,
            long uptimeSeconds,
            @Nullable String playout,
            List<TrackState> tracks) {
        this(name, live, viewers, viewers, true, uptimeSeconds, playout, tracks);
    }

    /** One that other nodes have, and this one does not. */
    static StreamState elsewhere(String name, boolean live, int viewers) {
        return new StreamState(name, live, viewers, 0, false, 0, null, List.of());
    }

    /** With those who watch at other nodes. */
    StreamState plus(int viewersElsewhere) {
        return new StreamState(
                name, live, viewers + viewersElsewhere, viewersHere, here, uptimeSeconds, playout, tracks);
    }
}
