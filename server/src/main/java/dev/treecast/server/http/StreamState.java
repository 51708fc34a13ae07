package dev.treecast.server.http;

import java.util.List;

/**
 * A stream as {@code /api/streams} shows it.
 *
 * @param live whether a publisher is sending now; false while viewers wait for it to come back
 * @param viewers sessions now, connecting ones included
 * @param uptimeSeconds since the publisher connected; 0 when not live
 * @param tracks what the publisher sends
 */
public record StreamState(String name, boolean live, int viewers, long uptimeSeconds, List<TrackState> tracks) {
    public StreamState {
        tracks = List.copyOf(tracks);
    }
}
