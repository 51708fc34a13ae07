package dev.treecast.server.cluster;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.StreamHub;
import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.signaling.SessionPatch;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** WHEP at a node: a stream that is published elsewhere is fetched through the tree first. */
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
        if (hub.find(offer.stream()).flatMap(LiveStream::publication).isPresent()) {
            return edge.offer(offer);
        }
        // Where it was not found, the edge says so in its own words.
        return node.tree().want(offer.stream()).thenCompose(found -> edge.offer(offer));
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
