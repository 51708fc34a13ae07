package dev.treecast.server.http;

import dev.treecast.server.config.InteractionOptions;
import dev.treecast.server.interaction.ClientAddress;
import dev.treecast.server.interaction.InteractionChannels;
import dev.treecast.server.interaction.InteractionLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /interact/{stream}}: the interaction protocol over a WebSocket (RFC 6455), for games and for viewers whose UDP is blocked; and {@code
 * /api/streams/{stream}/interaction}. Any origin may connect, as {@link Cors} says: the credential is in the protocol's hello and never in a cookie.
 * Owned by one HTTP loop.
 */
final class InteractionRoutes {
    /** Of the WebSocket: docs/interaction/protocol.md. */
    static final String SUBPROTOCOL = InteractionChannels.PROTOCOL;

    private static final Logger LOG = LoggerFactory.getLogger(InteractionRoutes.class);
    private static final Duration DRAINING_RETRY = Duration.ofSeconds(2);
    private static final Duration FULL_RETRY = Duration.ofSeconds(10);

    // Given.
    private final InteractionLoop interaction;
    private final InteractionOptions options;
    private final Duration answerTime;
    private final ConnectionBounds bounds;
    private final RequestCounters counters;
    private final BooleanSupplier draining;
    private final LongSupplier nowNs;

    // State.
    private final Set<WebSocketCarrier> carriers = new HashSet<>();
    /** WebSockets by address, and those that are being made. */
    private final Map<String, Integer> byAddress = new HashMap<>();

    private int accepted;

    InteractionRoutes(
            InteractionLoop interaction,
            InteractionOptions options,
            Duration answerTime,
            ConnectionBounds bounds,
            RequestCounters counters,
            BooleanSupplier draining,
            LongSupplier nowNs) {
        this.interaction = interaction;
        this.options = options;
        this.answerTime = answerTime;
        this.bounds = bounds;
        this.counters = counters;
        this.draining = draining;
        this.nowNs = nowNs;
    }

    void mount(Router router) {
        router.route("/interact/:stream").handler(this::connect);
        router.get("/api/streams/:stream/interaction").handler(this::state);
    }

    /** Pings, and lets go of who fell silent; called every second or so. */
    void sweep() {
        long now = nowNs.getAsLong();
        for (WebSocketCarrier carrier : new ArrayList<>(carriers)) {
            carrier.sweep(now);
        }
    }

    private void connect(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.method().name().equals("GET")) {
            throw RequestRefused.methodNotAllowed(request.method().name(), "GET");
        }
        String stream = StreamName.of(context);
        requireWebSocket(request);
        if (draining.getAsBoolean()) {
            throw new RequestRefused(
                    503,
                    "Shutting down",
                    "This server is shutting down and takes no new connections; try again in a moment.",
                    Problem.retryAfter(DRAINING_RETRY));
        }
        String address = ClientAddress.counted(RemoteAddress.of(request));
        admit(address);
        HttpConnection connection = request.connection();
        request.toWebSocket()
                .onSuccess(socket -> opened(connection, socket, stream, address))
                .onFailure(failure -> {
                    // Vert.x has answered: the handshake was no proper one, or the client is gone.
                    LOG.debug("No WebSocket", failure);
                    left(address);
                });
    }

    private static void requireWebSocket(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_1_1
                || !lists(request.getHeader("Upgrade"), "websocket")
                || !lists(request.getHeader("Connection"), "upgrade")
                || !"13".equals(request.getHeader("Sec-WebSocket-Version"))
                || request.getHeader("Sec-WebSocket-Key") == null) {
            throw new RequestRefused(
                    426,
                    "WebSocket needed",
                    "This address takes WebSockets (RFC 6455, over HTTP/1.1) with the subprotocol " + SUBPROTOCOL + ".",
                    Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "13"));
        }
        if (request.headers().getAll("Sec-WebSocket-Protocol").stream().noneMatch(line -> lists(line, SUBPROTOCOL))) {
            throw new RequestRefused(
                    400, "Subprotocol needed", "The WebSocket must offer the subprotocol " + SUBPROTOCOL + ".");
        }
    }

    private static boolean lists(@Nullable String header, String element) {
        return header != null
                && Arrays.stream(header.split(",", -1)).anyMatch(e -> e.strip().equalsIgnoreCase(element));
    }

    private void admit(String address) {
        int ofAddress = byAddress.getOrDefault(address, 0);
        if (accepted >= options.webSocketsMax() || ofAddress >= options.webSocketsPerAddressMax()) {
            counters.webSocketRefused();
            throw new RequestRefused(
                    503,
                    "Too many WebSockets",
                    accepted >= options.webSocketsMax()
                            ? "This server has as many interaction connections as it may have; try again later."
                            : "Your address has as many interaction connections as it may have.",
                    Problem.retryAfter(FULL_RETRY));
        }
        accepted++;
        byAddress.put(address, ofAddress + 1);
    }

    private void left(String address) {
        accepted--;
        byAddress.computeIfPresent(address, (a, count) -> count > 1 ? count - 1 : null);
    }

    private void opened(HttpConnection connection, ServerWebSocket socket, String stream, String address) {
        counters.answered("/interact/" + stream, 101);
        bounds.upgraded(connection);
        WebSocketCarrier carrier = new WebSocketCarrier(socket, options, draining, nowNs);
        carriers.add(carrier);
        socket.closeHandler(closed -> {
            bounds.left(connection);
            carriers.remove(carrier);
            left(address);
            carrier.gone();
        });
        carrier.start(interaction, stream, address);
    }

    private void state(RoutingContext context) {
        String stream = StreamName.of(context);
        Future.fromCompletionStage(
                        interaction.stateJson(stream), context.vertx().getOrCreateContext())
                .timeout(answerTime.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(state -> {
                    if (state.equals("{}")) {
                        context.fail(new RequestRefused(
                                404, "No such show", "No game has made stream " + stream + " interactive."));
                        return;
                    }
                    context.response()
                            .putHeader("Content-Type", "application/json")
                            .putHeader("Cache-Control", "no-store")
                            .end(Buffer.buffer(state));
                })
                .onFailure(context::fail);
    }
}
