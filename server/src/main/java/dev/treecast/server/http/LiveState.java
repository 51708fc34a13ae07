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
    CompletionStage<Optional<ViewerList>> viewers(String name, int countMax);
}
