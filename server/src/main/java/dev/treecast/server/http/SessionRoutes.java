package dev.treecast.server.http;

import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.signaling.SessionPatch;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * WHIP (RFC 9725) or WHEP (draft-ietf-wish-whep) over a {@link SessionEndpoint}: {@code POST /whip/{stream}} opens a session, which lives
 * at {@code /whip/{stream}/{session}} for PATCH and DELETE. Everything that is HTTP is decided here; what is in the SDP is the endpoint's.
 */
final class SessionRoutes {
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final String ENDPOINT_METHODS = "POST, OPTIONS";
    private static final String SESSION_METHODS = "PATCH, DELETE, OPTIONS";
    /** Long enough for a rolling restart to bring the next server up. */
    private static final Duration DRAINING_RETRY = Duration.ofSeconds(2);

    private final String prefix;
    private final SessionEndpoint endpoint;
    private final Authorization authorization;
    private final List<String> links;
    private final int bodyBytesMax;
    private final Duration answerTime;
    private final BooleanSupplier draining;
    private final Supplier<Optional<URI>> elsewhere;

    /**
     * @param prefix {@code whip} or {@code whep}
     * @param elsewhere another server that takes sessions while this one drains
     */
    SessionRoutes(
            String prefix,
            SessionEndpoint endpoint,
            Authorization authorization,
            List<String> links,
            int bodyBytesMax,
            Duration answerTime,
            BooleanSupplier draining,
            Supplier<Optional<URI>> elsewhere) {
        this.prefix = prefix;
        this.endpoint = endpoint;
        this.authorization = authorization;
        this.links = links;
        this.bodyBytesMax = bodyBytesMax;
        this.answerTime = answerTime;
        this.draining = draining;
        this.elsewhere = elsewhere;
    }

    void mount(Router router) {
        router.route("/" + prefix + "/:stream").handler(this::endpoint);
        router.route("/" + prefix + "/:stream/:session").handler(this::session);
    }

    private void endpoint(RoutingContext context) {
        switch (context.request().method().name()) {
            case "POST" -> offer(context);
            case "OPTIONS" -> options(context, ENDPOINT_METHODS, "Accept-Post", MediaTypes.SDP);
            default ->
                throw RequestRefused.methodNotAllowed(context.request().method().name(), ENDPOINT_METHODS);
        }
    }

    private void session(RoutingContext context) {
        switch (context.request().method().name()) {
            case "PATCH" -> patch(context);
            case "DELETE" -> delete(context);
            case "OPTIONS" -> options(context, SESSION_METHODS, "Accept-Patch", MediaTypes.SDP_FRAGMENT);
            default ->
                throw RequestRefused.methodNotAllowed(context.request().method().name(), SESSION_METHODS);
        }
    }

    private static void options(RoutingContext context, String methods, String acceptHeader, String mediaType) {
        HttpServerResponse response = context.response();
        Cors.preflight(response.headers(), methods);
        response.putHeader(acceptHeader, mediaType);
        response.putHeader("Accept-Patch", MediaTypes.SDP_FRAGMENT);
        response.end();
    }

    private void offer(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Playout> playout = playout(request);
        if (draining.getAsBoolean()) {
            Optional<URI> other = elsewhere.get();
            if (other.isPresent()) {
                throw new RequestRefused(
                        307,
                        "Elsewhere",
                        "This server is shutting down; another one takes the session.",
                        Map.of("Location", elsewhere(other.get(), StreamName.of(context), request)));
            }
            throw new RequestRefused(
                    503,
                    "Shutting down",
                    "This server is shutting down and takes no new sessions; try again in a moment.",
                    Problem.retryAfter(DRAINING_RETRY));
        }
        String principal = authorization.principal(request);
        String stream = StreamName.of(context);
        requireContentType(request, MediaTypes.SDP, "Accept-Post");
        if (!MediaTypes.accepts(request.getHeader("Accept"), MediaTypes.SDP)) {
            throw new RequestRefused(
                    406,
                    "Cannot answer in that type",
                    "The answer is application/sdp, which the Accept header rules out.");
        }
        BoundedBody.read(request, bodyBytesMax)
                .compose(sdp ->
                        open(context, new SessionOffer(stream, sdp, RemoteAddress.of(request), principal, playout)))
                .onSuccess(answer -> created(context, stream, answer))
                .onFailure(context::fail);
    }

    private String elsewhere(URI other, String stream, HttpServerRequest request) {
        return other + "/" + prefix + "/" + stream + (request.query() == null ? "" : "?" + request.query());
    }

    private static Optional<Playout> playout(HttpServerRequest request) {
        String wanted = request.getParam("playout");
        if (wanted == null) {
            return Optional.empty();
        }
        return Optional.of(Playout.labelled(wanted)
                .orElseThrow(() -> new RequestRefused(
                        400, "Bad playout", "playout is 'interactive', 'smooth' or 'synchronized'.")));
    }

    private Future<SessionAnswer> open(RoutingContext context, SessionOffer offer) {
        if (offer.sdp().isBlank()) {
            throw new RequestRefused(422, "Empty offer", "The body is empty; it must be an SDP offer.");
        }
        CompletionStage<SessionAnswer> answer = endpoint.offer(offer);
        return within(context, answer).onFailure(late -> answer.thenAccept(a -> forget(offer.stream(), a)));
    }

    private void created(RoutingContext context, String stream, SessionAnswer answer) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            // The client went away while the answer was made: nobody knows the session's address, so nobody would ever
            // end it.
            forget(stream, answer);
            return;
        }
        response.setStatusCode(201)
                .putHeader("Content-Type", MediaTypes.SDP)
                .putHeader("Location", "/" + prefix + "/" + stream + "/" + answer.sessionId())
                .putHeader("ETag", answer.entityTag())
                .putHeader("Accept-Patch", MediaTypes.SDP_FRAGMENT)
                .putHeader("Cache-Control", "no-store");
        if (!links.isEmpty()) {
            response.putHeader("Link", links);
        }
        response.end(answer.sdp());
    }

    private void forget(String stream, SessionAnswer answer) {
        endpoint.delete(stream, answer.sessionId());
    }

    private void patch(RoutingContext context) {
        HttpServerRequest request = context.request();
        authorization.principal(request);
        String stream = StreamName.of(context);
        String session = session(context, stream);
        requireContentType(request, MediaTypes.SDP_FRAGMENT, "Accept-Patch");
        Optional<String> ifMatch = Optional.ofNullable(request.getHeader("If-Match"));
        BoundedBody.read(request, bodyBytesMax)
                .compose(fragment -> within(context, endpoint.patch(stream, session, ifMatch, fragment)))
                .onSuccess(patch -> patched(context, patch))
                .onFailure(context::fail);
    }

    private static void patched(RoutingContext context, SessionPatch patch) {
        HttpServerResponse response = context.response();
        if (patch.fragment().isEmpty()) {
            response.setStatusCode(204).end();
            return;
        }
        response.setStatusCode(200)
                .putHeader("Content-Type", MediaTypes.SDP_FRAGMENT)
                .putHeader("ETag", patch.entityTag())
                .putHeader("Cache-Control", "no-store")
                .end(patch.fragment().get());
    }

    private void delete(RoutingContext context) {
        authorization.principal(context.request());
        String stream = StreamName.of(context);
        within(context, endpoint.delete(stream, session(context, stream)))
                .onSuccess(done -> context.response().end())
                .onFailure(context::fail);
    }

    /** Back on the request's own loop, and not for ever. */
    private <T> Future<T> within(RoutingContext context, CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context.vertx().getOrCreateContext())
                .timeout(answerTime.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String session(RoutingContext context, String stream) {
        String session = context.pathParam("session");
        if (session == null || !SESSION.matcher(session).matches()) {
            throw new RequestRefused(404, "No such session", "Stream " + stream + " has no such session.");
        }
        return session;
    }

    private static void requireContentType(HttpServerRequest request, String expected, String acceptHeader) {
        if (!MediaTypes.is(request.getHeader("Content-Type"), expected)) {
            throw new RequestRefused(
                    415,
                    "Wrong media type",
                    "This request needs the header 'Content-Type: " + expected + "'.",
                    Map.of(acceptHeader, expected));
        }
    }
}
