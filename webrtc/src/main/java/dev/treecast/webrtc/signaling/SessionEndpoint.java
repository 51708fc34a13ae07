package dev.treecast.webrtc.signaling;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where WHIP or WHEP requests end up once HTTP's part is done (content types, credentials, CORS, body sizes). Implemented by the
 * ingest and the viewer edge; called from HTTP threads; answers come from any thread. A refusal completes the stage with a {@link
 * SignalingException}.
 */
public interface SessionEndpoint {

    /** Opens a session. Refusals: 404 (no such stream), 406 (no codec in common), 409 (someone else is live), 422 (bad offer), 503. */
    CompletionStage<SessionAnswer> offer(SessionOffer offer);

    /**
     * Applies a trickle or ICE-restart fragment (RFC 8840, RFC 9725 section 4.3). Further refusals: 404 when there is no such
     * session, 422 when the fragment does not parse.
     *
     * @param ifMatch the If-Match header; a restart without it is refused with 428, with a tag that does not hold with 412
     * @param fragment the body, {@code application/trickle-ice-sdpfrag}
     */
    CompletionStage<SessionPatch> patch(String stream, String sessionId, Optional<String> ifMatch, String fragment);

    /** Ends a session; 404 when there is none. */
    CompletionStage<Void> delete(String stream, String sessionId);
}
