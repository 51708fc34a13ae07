package dev.treecast.server.cluster;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.signaling.SessionPatch;
import dev.treecast.webrtc.signaling.SignalingException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * WHEP at a node: a stream that is published elsewhere is fetched through the tree first, and who comes to a node that serves no viewers, or has no
 * room, is sent to one that does.
 */
public final class ClusterWhep implements SessionEndpoint {
    private final SessionEndpoint edge;
    private final StreamHub hub;
    private final ClusterNode node;

    /** @param edge serves what is in the hub */
    public ClusterWhep(SessionEndpoint edge, StreamHub hub, ClusterNode node) {
        this.edge = edge;
        this.hub = hub;
        this.node = node;
    }

    @Override
    public CompletionStage<SessionAnswer> offer(SessionOffer offer) {
        if (!node.is(NodeRole.EDGE)) {
            return CompletableFuture.failedFuture(elsewhere(offer, "This node serves no viewers.")
                    .orElseGet(() -> new SignalingException(
                            503, "No viewers here", "This node serves no viewers, and knows of none that does.")));
        }
        boolean here = hub.find(offer.stream()).flatMap(LiveStream::publication).isPresent();
        CompletionStage<SessionAnswer> answer = here || !node.directory().mayBeLive(offer.stream())
                ? edge.offer(offer)
                // Where it was not found, the edge says so in its own words.
                : node.tree().want(offer.stream()).thenCompose(found -> edge.offer(offer));
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(betterElsewhere(offer, failure)));
    }

    private Throwable betterElsewhere(SessionOffer offer, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean full = cause instanceof SignalingException refusal && refusal.status() == 503;
        return full
                ? elsewhere(offer, "This node is full.")
                        .<Throwable>map(other -> other)
                        .orElse(cause)
                : cause;
    }

    private Optional<SignalingException> elsewhere(SessionOffer offer, String why) {
        return node.elsewhere(false)
                .map(other -> SignalingException.elsewhere(URI.create(offer.pathAt(other + "/whep")), why));
    }

    @Override
    public CompletionStage<SessionPatch> patch(
            String stream, String sessionId, Optional<String> ifMatch, String fragment) {
        return edge.patch(stream, sessionId, ifMatch, fragment);
    }

    @Override
    public CompletionStage<Void> delete(String stream, String sessionId) {
        return edge.delete(stream, sessionId);
    }
}
