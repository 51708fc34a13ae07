package dev.treecast.server.cluster;

import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.signaling.SessionPatch;
import dev.treecast.webrtc.signaling.SignalingException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** WHIP at a node: a stream is claimed in the directory first, and a streamer who comes to a node that takes none is sent to one that does. */
public final class ClusterWhip implements SessionEndpoint {
    private static final Duration HELD_RETRY = Duration.ofSeconds(1);

    private final SessionEndpoint ingest;
    private final ClusterNode node;

    public ClusterWhip(SessionEndpoint ingest, ClusterNode node) {
        this.ingest = ingest;
        this.node = node;
    }

    @Override
    public CompletionStage<SessionAnswer> offer(SessionOffer offer) {
        if (!node.is(NodeRole.INGEST)) {
            return CompletableFuture.failedFuture(node.elsewhere(true)
                    .map(other -> SignalingException.elsewhere(
                            URI.create(offer.pathAt(other + "/whip")), "This node takes no streamers."))
                    .orElseGet(() -> new SignalingException(
                            503, "No streamers here", "This node takes no streamers, and knows of none that does.")));
        }
        boolean moves = node.isLeftElsewhere(offer.stream());
        return node.directory().claim(offer.stream(), offer.principal()).thenCompose(claim -> switch (claim) {
            case WON -> {
                if (moves) {
                    // The other one goes on until there are packets here.
                    node.tree().expect(offer.stream());
                }
                yield ingest.offer(offer);
            }
            case HELD ->
                CompletableFuture.failedFuture(new SignalingException(
                        409,
                        "Stream is live",
                        "Somebody is live on '" + offer.stream()
                                + "' right now, at another node. Stop that session first, or publish under another name.",
                        Optional.of(HELD_RETRY)));
        });
    }

    @Override
    public CompletionStage<SessionPatch> patch(
            String stream, String sessionId, Optional<String> ifMatch, String fragment) {
        return ingest.patch(stream, sessionId, ifMatch, fragment);
    }

    @Override
    public CompletionStage<Void> delete(String stream, String sessionId) {
        return ingest.delete(stream, sessionId);
    }
}
