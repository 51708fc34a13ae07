package dev.treecast.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code GET /api/cluster} and {@code POST /api/drain}. */
final class ClusterRoutes {
    private final Optional<ClusterFace> cluster;
    private final Authorization operators;
    private final Runnable handOver;
    private final ObjectMapper json;
    private final Duration answerTime;

    /**
     * @param operators who may drain
     * @param handOver begins to hand over to other nodes what the server has
     */
    ClusterRoutes(
            Optional<ClusterFace> cluster,
            Authorization operators,
            Runnable handOver,
            ObjectMapper json,
            Duration answerTime) {
        this.cluster = cluster;
        this.operators = operators;
        this.handOver = handOver;
        this.json = json;
        this.answerTime = answerTime;
    }

    void mount(Router router) {
        router.get("/api/cluster").handler(this::state);
        router.post("/api/drain").handler(this::drain);
    }

    private void state(RoutingContext context) {
        Future.fromCompletionStage(face().state(), context.vertx().getOrCreateContext())
                .timeout(answerTime.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(state -> send(context, 200, state))
                .onFailure(context::fail);
    }

    /** The answer comes at once: handing over takes as long as it takes, and {@code /api/cluster} shows it. */
    private void drain(RoutingContext context) {
        operators.principal(context.request());
        var unusedNode = face();
        handOver.run();
        send(context, 202, Map.of("status", "draining"));
    }

    private ClusterFace face() {
        return cluster.orElseThrow(() -> new RequestRefused(
                404, "No cluster", "This server is not a node of a cluster; --node-id makes it one."));
    }

    private void send(RoutingContext context, int status, Object body) {
        try {
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(Buffer.buffer(json.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            context.fail(e);
        }
    }
}
