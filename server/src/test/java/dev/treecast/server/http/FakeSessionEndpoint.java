package dev.treecast.server.http;

import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.signaling.SessionPatch;
import dev.treecast.webrtc.signaling.SignalingException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers what it is told to, and remembers what it was asked. */
public final class FakeSessionEndpoint implements SessionEndpoint {
    public final List<SessionOffer> offers = new CopyOnWriteArrayList<>();
    public final List<String> deleted = new CopyOnWriteArrayList<>();
    public volatile Function<SessionOffer, CompletionStage<SessionAnswer>> answer = offer ->
            CompletableFuture.completedFuture(new SessionAnswer("session-0123456789", "\"tag-1\"", "v=0\r\nanswer"));
    public volatile Optional<SignalingException> refusal = Optional.empty();

    public void refuse(SignalingException with) {
        refusal = Optional.of(with);
    }

    @Override
    public CompletionStage<SessionAnswer> offer(SessionOffer offer) {
        offers.add(offer);
        return refusal.<CompletionStage<SessionAnswer>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> answer.apply(offer));
    }

    @Override
    public CompletionStage<SessionPatch> patch(
            String stream, String sessionId, Optional<String> ifMatch, String fragment) {
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        if (ifMatch.isEmpty()) {
            return refused(428, "Precondition required");
        }
        if (ifMatch.get().equals("*")) {
            return CompletableFuture.completedFuture(new SessionPatch(Optional.of("a=ice-ufrag:new\r\n"), "\"tag-2\""));
        }
        return ifMatch.get().equals("\"tag-1\"")
                ? CompletableFuture.completedFuture(new SessionPatch(Optional.empty(), "\"tag-1\""))
                : refused(412, "Precondition failed");
    }

    @Override
    public CompletionStage<Void> delete(String stream, String sessionId) {
        deleted.add(stream + "/" + sessionId);
        return refusal.<CompletionStage<Void>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private static <T> CompletionStage<T> refused(int status, String title) {
        return CompletableFuture.failedFuture(new SignalingException(status, title, "Send the entity tag."));
    }
}
