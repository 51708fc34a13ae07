package dev.treecast.server.http;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A node of a cluster as HTTP sees it. Called on an HTTP loop, so it must not block. */
public interface ClusterFace {

    /** What is known of the cluster. */
    CompletionStage<ClusterState> state();

    /**
     * Another node that would take a session that this one takes no more.
     *
     * @param whip a publisher's session, not a viewer's
     * @return where its pages are; empty where there is none
     */
    Optional<URI> elsewhere(boolean whip);

    /** Hands over what other nodes take from it, and takes no more; done when they have it from elsewhere, or after a while. */
    CompletionStage<Void> drain();
}
