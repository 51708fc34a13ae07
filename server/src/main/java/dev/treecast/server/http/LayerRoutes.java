package dev.treecast.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Layer selection of a WHEP session (draft-ietf-wish-whep-01 section 4.6.2): {@code POST /whep/{stream}/{session}/layer} with {@code {"encodingId": "h"}} holds the
 * viewer to a layer, without the field the estimate decides again; {@code GET} says which layer it is sent and why. Whoever knows the session's
 * address may.
 */
final class LayerRoutes {
    private static final String METHODS = "GET, POST, OPTIONS";
    private static final int BODY_BYTES_MAX = 1_024;

    private final LiveState state;
    private final Authorization authorization;
    private final ObjectMapper json;
    private final Duration answerTime;

    LayerRoutes(LiveState state, Authorization authorization, ObjectMapper json, Duration answerTime) {
        this.state = state;
        this.authorization = authorization;
        this.json = json;
        this.answerTime = answerTime;
    }

    void mount(Router router) {
        router.route("/whep/:stream/:session/layer").handler(this::layer);
    }

    private void layer(RoutingContext context) {
        String stream = StreamName.of(context);
        String session = Objects.requireNonNull(context.pathParam("session"));
        switch (context.request().method().name()) {
            case "OPTIONS" -> {
                Cors.preflight(context.response().headers(), METHODS);
                context.response().end();
            }
            case "GET" -> {
                authorization.principal(context.request());
                answer(context, state.layer(stream, session));
            }
            case "POST" -> {
                authorization.principal(context.request());
                BoundedBody.read(context.request(), BODY_BYTES_MAX)
                        .map(this::encodingId)
                        .onSuccess(wanted -> answer(context, state.hold(stream, session, wanted)))
                        .onFailure(context::fail);
            }
            default ->
                throw RequestRefused.methodNotAllowed(context.request().method().name(), METHODS);
        }
    }

    private Optional<String> encodingId(String body) {
        try {
            JsonNode wish = body.isBlank() ? json.createObjectNode() : json.readTree(body);
            JsonNode id = wish.path("encodingId");
            if (!wish.isObject() || !(id.isTextual() || id.isMissingNode() || id.isNull())) {
                throw new RequestRefused(422, "Not a choice of layer", "Send {\"encodingId\": \"h\"}, or {} for none.");
            }
            return Optional.ofNullable(id.textValue());
        } catch (JsonProcessingException e) {
            throw new RequestRefused(422, "Not JSON", "The body is no JSON: send {\"encodingId\": \"h\"}, or {}.");
        }
    }

    private void answer(RoutingContext context, CompletionStage<LayerState> stage) {
        Future.fromCompletionStage(stage, context.vertx().getOrCreateContext())
                .timeout(answerTime.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(layer -> send(context, layer))
                .onFailure(context::fail);
    }

    private void send(RoutingContext context, LayerState layer) {
        try {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(Buffer.buffer(json.writeValueAsBytes(layer)));
        } catch (JsonProcessingException e) {
            context.fail(e);
        }
    }
}
