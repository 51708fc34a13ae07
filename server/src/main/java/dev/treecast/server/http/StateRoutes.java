package dev.treecast.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/streams} and below, {@code /healthz}, {@code /readyz}. */
final class StateRoutes {
    /** A viewer is about 300 bytes of JSON: 150 KB unless asked for more. */
    private static final int VIEWERS_DEFAULT = 500;

    private static final int VIEWERS_MAX = 5_000;

    private final LiveState state;
    private final boolean cluster;
    private final ObjectMapper json;
    private final Duration answerTime;
    private final BooleanSupplier draining;

    /** @param cluster whether this is a node, whose cluster {@code /dashboard} draws */
    private record Streams(boolean cluster, List<StreamState> streams) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Viewers(
            String stream,
            ViewerList.@Nullable Latency latency,
            ViewerList.@Nullable Sync sync,
            List<ViewerState> viewers) {
        Viewers(String stream, ViewerList list) {
            this(stream, list.latency(), list.sync(), list.viewers());
        }
    }

    /** @param cluster whether the state is that of a cluster */
    StateRoutes(LiveState state, boolean cluster, ObjectMapper json, Duration answerTime, BooleanSupplier draining) {
        this.state = state;
        this.cluster = cluster;
        this.json = json;
        this.answerTime = answerTime;
        this.draining = draining;
    }

    void mount(Router router) {
        router.get("/api/streams").handler(c -> answer(c, state.streams().thenApply(all -> new Streams(cluster, all))));
        router.get("/api/streams/:stream").handler(this::stream);
        router.get("/api/streams/:stream/viewers").handler(this::viewers);
        router.get("/api/streams/:stream/viewers/:viewer").handler(this::viewer);
        router.get("/healthz").handler(c -> send(c, Map.of("status", "up")));
        router.get("/readyz").handler(this::ready);
    }

    private void stream(RoutingContext context) {
        String name = Objects.requireNonNull(context.pathParam("stream"));
        answer(context, state.stream(name).thenApply(found -> found.orElseThrow(StateRoutes::noSuchStream)));
    }

    private void viewers(RoutingContext context) {
        String name = Objects.requireNonNull(context.pathParam("stream"));
        answer(
                context,
                state.viewers(name, limit(context))
                        .thenApply(found -> new Viewers(name, found.orElseThrow(StateRoutes::noSuchStream))));
    }

    private void viewer(RoutingContext context) {
        String name = Objects.requireNonNull(context.pathParam("stream"));
        String id = Objects.requireNonNull(context.pathParam("viewer"));
        answer(context, state.viewer(name, id).thenApply(found -> found.orElseThrow(StateRoutes::noSuchViewer)));
    }

    private static int limit(RoutingContext context) {
        String limit = context.request().getParam("limit");
        if (limit == null) {
            return VIEWERS_DEFAULT;
        }
        try {
            return Math.clamp(Integer.parseInt(limit), 1, VIEWERS_MAX);
        } catch (NumberFormatException e) {
            throw new RequestRefused(400, "Bad limit", "limit is a whole number from 1 to " + VIEWERS_MAX + ".");
        }
    }

    private void ready(RoutingContext context) {
        if (draining.getAsBoolean()) {
            throw new RequestRefused(503, "Shutting down", "This server is shutting down and takes no new sessions.");
        }
        send(context, Map.of("status", "ready"));
    }

    private static RequestRefused noSuchStream() {
        return new RequestRefused(404, "No such stream", "No stream of that name is live.");
    }

    private static RequestRefused noSuchViewer() {
        return new RequestRefused(404, "No such viewer", "No viewer of that id watches that stream here.");
    }

    private void answer(RoutingContext context, CompletionStage<?> stage) {
        Future.fromCompletionStage(stage, context.vertx().getOrCreateContext())
                .timeout(answerTime.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> send(context, body))
                .onFailure(context::fail);
    }

    private void send(RoutingContext context, Object body) {
        try {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(Buffer.buffer(json.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            context.fail(e);
        }
    }
}
