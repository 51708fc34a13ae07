package dev.treecast.server.http;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A node of a cluster as HTTP sees it. Called on an HTTP loop, so it must not block. */
public interface ClusterFace {

    /** What is known of the cluster. */
    CompletionStage<ClusterState> state();

    /** Viewers at all other nodes, by stream, as far as is known. */
    Map<String, Integer> viewersElsewhere();

    /** Streams that are published at other nodes, as far as is known. */
    Set<String> publishedElsewhere();

    /**
     * Another node that would take a session that this one takes no more.
     *
     * @param whip a publisher's session, not a viewer's
     * @return where its pages are; empty where there is none
     */
    Optional<URI> elsewhere(boolean whip);

    /** Tells the others that this node is about to leave: they send nobody here. Streams that are published here go on when their publisher moves. */
    void leave();

    /** Hands over what other nodes take from it, and takes no more; done when they have it from elsewhere, or after a while. */
    CompletionStage<Void> drain();
}
