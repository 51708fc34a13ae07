package dev.treecast.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.webrtc.signaling.SignalingException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes a response: a problem document, whatever went wrong. */
final class Failures implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final long LINGER_MS = 500;

    private final ObjectMapper json;

    Failures(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void handle(RoutingContext context) {
        send(context, problem(unwrapped(context.failure()), context.statusCode(), context));
    }

    private static Problem problem(@Nullable Throwable failure, int status, RoutingContext context) {
        String instance = path(context);
        return switch (failure) {
            case RequestRefused refused -> refused.problem(instance);
            case SignalingException refusal -> Problem.of(refusal, instance);
            case TimeoutException late ->
                Problem.of(
                        503,
                        "Too busy",
                        "The server is too busy to answer; try again.",
                        instance,
                        Map.of("Retry-After", "2"));
            case HttpException http -> ofStatus(http.getStatusCode(), context);
            case null -> ofStatus(status, context);
            default -> status >= 400 && status < 500 ? ofStatus(status, context) : incident(failure, context);
        };
    }

    private static Problem ofStatus(int status, RoutingContext context) {
        String path = path(context);
        return switch (status) {
            case 404 -> Problem.of(404, "Not found", "There is nothing at this address.", path, Map.of());
            case 405 ->
                Problem.of(
                        405,
                        "Method not allowed",
                        "This address takes GET and HEAD.",
                        path,
                        Map.of("Allow", "GET, HEAD"));
            case 400 -> Problem.of(400, "Bad request", "This request is not proper HTTP.", "/", Map.of());
            default -> Problem.of(status < 400 ? 500 : status, "Error", "The request failed.", path, Map.of());
        };
    }

    /** What nobody foresaw: the client gets an incident number, the log the rest, once. */
    private static Problem incident(Throwable failure, RoutingContext context) {
        UUID incident = UUID.randomUUID();
        LOG.error("Incident {}: {} failed", incident, context.request().method(), failure);
        return Problem.of(
                500,
                "Internal error",
                "Something broke in the server; the log has it under incident " + incident + ".",
                "urn:uuid:" + incident,
                Map.of());
    }

    void send(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Half an answer is out; cutting the connection is the only way left to say that it is not whole.
            context.request().connection().close();
            return;
        }
        response.setStatusCode(problem.status());
        problem.headers().forEach(response::putHeader);
        response.putHeader("Content-Type", "application/problem+json").putHeader("Cache-Control", "no-store");
        boolean http1 = context.request().version() != HttpVersion.HTTP_2;
        if (http1 && !context.request().isEnded()) {
            // The rest of the body is not wanted: without this the connection would go on swallowing it.
            response.putHeader("Connection", "close");
            response.end(body(problem));
            closeSoon(context);
            return;
        }
        response.end(body(problem));
    }

    /**
     * Closing at once, with bytes of the body unread, would reset the connection, and the client would not see the answer; so what comes
     * is thrown away for a moment.
     */
    private static void closeSoon(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        context.request().handler(unwanted -> {}).resume();
        context.vertx().setTimer(LINGER_MS, tick -> connection.close());
    }

    /** A request that did not parse: nothing in it can be relied on, not even its path. */
    void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = switch (cause) {
            case TooLongHttpLineException line ->
                Problem.of(414, "Address too long", "The address is too long.", "/", Map.of());
            case TooLongHttpHeaderException header ->
                Problem.of(431, "Headers too large", "The request's headers are too large.", "/", Map.of());
            case null, default -> Problem.of(400, "Bad request", "This request is not proper HTTP.", "/", Map.of());
        };
        request.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Connection", "close")
                .end(body(problem))
                .onComplete(sent -> request.connection().close());
    }

    private Buffer body(Problem problem) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings is always JSON", e);
        }
    }

    /** For what matched no route, or was no HTTP: there is a status and nothing thrown. */
    void handle(RoutingContext context, int status) {
        send(context, ofStatus(status, context));
    }

    private static String path(RoutingContext context) {
        String path = context.request().path();
        return path == null ? "/" : path;
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
