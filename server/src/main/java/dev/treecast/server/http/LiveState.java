package dev.treecast.server.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the state API shows. Called on an HTTP loop, so it must not block: an implementation answers out of a snapshot, or posts to its media
 * loops and completes the stage from there, on any thread.
 */
public interface LiveState {

    /** Every stream that is live or has viewers waiting for its publisher to come back, by name. */
    CompletionStage<List<StreamState>> streams();

    /** One stream; empty when nobody publishes or watches it. */
    CompletionStage<Optional<StreamState>> stream(String name);

    /** At most {@code countMax} of a stream's viewers, longest connected first; empty when there is no such stream. */
    CompletionStage<Optional<List<ViewerState>>> viewers(String name, int countMax);

    /** One viewer with what was decided about it, by the id that {@link #viewers} shows; empty when there is none. */
    CompletionStage<Optional<ViewerState>> viewer(String name, String id);

    /** Which layer a viewer is sent, by its session; 404 when there is no such session, or the stream has no layers. */
    CompletionStage<LayerState> layer(String stream, String sessionId);

    /**
     * Holds a viewer to a layer; 404 as {@link #layer}, 422 when there is no such layer.
     *
     * @param encodingId the layer's; empty lets the estimate decide
     */
    CompletionStage<LayerState> hold(String stream, String sessionId, Optional<String> encodingId);
}
