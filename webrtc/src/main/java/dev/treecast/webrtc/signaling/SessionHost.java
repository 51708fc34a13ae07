package dev.treecast.webrtc.signaling;

import dev.treecast.webrtc.sdp.SdpParseException;
import dev.treecast.webrtc.sdp.TrickleFragment;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * What WHIP's and WHEP's ends have in common: a bounded table of sessions, and the requests to a session's URL. Thread-safe; whatever concerns
 * a session happens on its loop.
 *
 * @param <S> what a session is here
 */
public final class SessionHost<S extends HostedSession> {

    /** Opens a session in a place that has been taken for it; the place is given back when this fails. */
    @FunctionalInterface
    public interface Opening<S extends HostedSession> {
        CompletionStage<SessionAnswer> open(SessionOffer offer, SessionTable<S>.Place place) throws SignalingException;
    }

    private final SessionTable<S> table;
    private final LongAdder started = new LongAdder();

    public SessionHost(SessionTable.Limits limits, SecureRandom random) {
        this.table = new SessionTable<>(limits, random);
    }

    /** Takes a place and opens a session in it. */
    public CompletionStage<SessionAnswer> open(SessionOffer offer, Opening<S> opening) {
        return Negotiation.attempt(() -> {
            SessionTable<S>.Place place = table.take(offer.from());
            try {
                return opening.open(offer, place).whenComplete((answer, failure) -> {
                    if (failure == null) {
                        started.increment();
                    } else {
                        place.release();
                    }
                });
            } catch (SignalingException | RuntimeException e) {
                place.release();
                throw e;
            }
        });
    }

    /** See {@link SessionEndpoint#patch}. */
    public CompletionStage<SessionPatch> patch(
            String stream, String sessionId, Optional<String> ifMatch, String fragment) {
        return Negotiation.attempt(() -> {
            S session = find(stream, sessionId);
            TrickleFragment parsed = parse(fragment);
            return Negotiation.onLoop(
                    session.loop(), () -> session.ice().patch(ifMatch, parsed, session.transport()::restart));
        });
    }

    private static TrickleFragment parse(String fragment) throws SignalingException {
        try {
            return TrickleFragment.parse(fragment);
        } catch (SdpParseException e) {
            throw new SignalingException(422, "Not a trickle fragment", Negotiation.sentence(e));
        }
    }

    /** See {@link SessionEndpoint#delete}. */
    public CompletionStage<Void> delete(String stream, String sessionId, String reason) {
        return Negotiation.attempt(() -> end(find(stream, sessionId), reason));
    }

    /** What a session is asked on its own loop. */
    public interface Question<S, T> {
        T ask(S session) throws SignalingException;
    }

    /** Asks one session something on its own loop; refused with 404 when there is none. */
    public <T> CompletionStage<T> on(String stream, String sessionId, Question<S, T> question) {
        return Negotiation.attempt(() -> {
            S session = find(stream, sessionId);
            return Negotiation.onLoop(session.loop(), () -> question.ask(session));
        });
    }

    private S find(String stream, String sessionId) throws SignalingException {
        return table.find(sessionId)
                .filter(session -> session.streamName().equals(stream))
                .orElseThrow(() ->
                        new SignalingException(404, "No such session", "This session has ended; start a new one."));
    }

    private CompletableFuture<Void> end(S session, String reason) {
        return CompletableFuture.runAsync(() -> session.close(reason), session.loop());
    }

    /** Asks each of some sessions something on its own loop. */
    public <T> List<CompletableFuture<T>> ask(Collection<S> some, Function<S, T> question) {
        return some.stream()
                .map(session -> CompletableFuture.supplyAsync(() -> question.apply(session), session.loop()))
                .toList();
    }

    public Collection<S> sessions() {
        return table.sessions();
    }

    /** Sessions now, offers under way included. */
    public int size() {
        return table.size();
    }

    /** Sessions begun since the start. */
    public long startedCount() {
        return started.sum();
    }

    /** Takes no more sessions, says goodbye to those there are; done when the returned future is. */
    public CompletableFuture<Void> drain(String reason) {
        table.close();
        return CompletableFuture.allOf(
                table.sessions().stream().map(session -> end(session, reason)).toArray(CompletableFuture[]::new));
    }
}
