package dev.treecast.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.server.config.HttpOptions;
import dev.treecast.server.config.LimitOptions;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.TlsOptions;
import dev.treecast.server.identity.FailedAttempts;
import dev.treecast.server.interaction.InteractionLoop;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP face: WHIP, WHEP, interaction, state, metrics and pages on one port and one event loop. One loop is enough: it parses requests and copies
 * strings, 20,000 times a second and more, while a browser asks a handful of times for each hour it watches; SDP and DTLS happen elsewhere.
 * That loop owns everything mutable in this package.
 */
public final class HttpFace {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFace.class);

    private static final int START_SECONDS_MAX = 10;
    private static final int HTTP2_STREAMS_MAX = 100;
    private static final int TLS_HANDSHAKE_SECONDS_MAX = 10;
    private static final int WEBSOCKET_CLOSING_SECONDS = 5;
    private static final long SWEEP_MS = 1_000;

    /** Everything from here, previews as data or blob, no inline script; WebRTC is not subject to it. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data: blob:; "
            + "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

    /** Players go on at other nodes, wherever those are. */
    private static final String OTHER_NODES = " http: https: ws: wss:";

    private final ServerOptions options;
    private final Vertx vertx;
    private final RequestCounters counters = new RequestCounters();
    private final ConnectionBounds bounds;
    private final Failures failures;
    private volatile boolean draining;
    private int port;

    /**
     * What the HTTP face stands in front of.
     *
     * @param publishKey what a publisher has to know
     * @param interaction takes what games and viewers say
     * @param cluster empty where the server is not a node of one
     * @param handOver begins to hand over to other nodes what the server has
     */
    public record Behind(
            SessionEndpoint whip,
            SessionEndpoint whep,
            LiveState state,
            List<MetricsSource> metrics,
            String publishKey,
            InteractionLoop interaction,
            Optional<ClusterFace> cluster,
            Runnable handOver) {
        public Behind {
            metrics = List.copyOf(metrics);
        }
    }

    private HttpFace(ServerOptions options, ObjectMapper json, LongSupplier nowNs) {
        this.options = options;
        this.failures = new Failures(json);
        this.bounds = new ConnectionBounds(options.http(), counters, nowNs);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * Starts and returns once the port is bound. Blocks.
     *
     * @param nowNs a monotonic clock, {@code System::nanoTime}
     * @throws IOException with a sentence that says what to change
     */
    public static HttpFace start(ServerOptions options, Behind behind, LongSupplier nowNs) throws IOException {
        ObjectMapper json = new ObjectMapper();
        HttpFace face = new HttpFace(options, json, nowNs);
        try {
            face.listen(face.router(behind, json, nowNs));
            return face;
        } catch (IOException e) {
            face.close();
            throw e;
        }
    }

    /** The port that is bound, also where any free one was asked for. */
    public int port() {
        return port;
    }

    /** From now on there are no new sessions (503) and {@code /readyz} says so; all else goes on. */
    public void drain() {
        draining = true;
    }

    /** Lets go of the port and every connection. Blocks for a second at most. */
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("HTTP did not close in time", e);
        }
    }

    private Router router(Behind behind, ObjectMapper json, LongSupplier nowNs) {
        HttpOptions http = options.http();
        LimitOptions limits = options.limits();
        Router router = Router.router(vertx);
        String policy = behind.cluster().isPresent()
                ? CONTENT_SECURITY_POLICY.replace("connect-src 'self'", "connect-src 'self'" + OTHER_NODES)
                : CONTENT_SECURITY_POLICY;
        router.route().handler(context -> everyResponse(context, policy)).failureHandler(failures);
        Authorization publishers = new PublishKeyAuthorization(
                behind.publishKey(),
                new FailedAttempts(limits.keyFailuresPerMinuteMax(), limits.keyFailureAddressesMax()),
                nowNs);
        List<String> links = IceServerLinks.of(options.iceServers());
        new SessionRoutes(
                        "whip",
                        behind.whip(),
                        publishers,
                        links,
                        http.bodyBytesMax(),
                        http.answerTime(),
                        () -> draining,
                        () -> behind.cluster().flatMap(node -> node.elsewhere(true)))
                .mount(router);
        new SessionRoutes(
                        "whep",
                        behind.whep(),
                        Authorization.open(),
                        links,
                        http.bodyBytesMax(),
                        http.answerTime(),
                        () -> draining,
                        () -> behind.cluster().flatMap(node -> node.elsewhere(false)))
                .mount(router);
        new ClusterRoutes(behind.cluster(), publishers, behind.handOver(), json, http.answerTime()).mount(router);
        LiveState state = behind.state();
        LiveState shown = behind.cluster()
                .<LiveState>map(node -> new ClusterStreams(state, node))
                .orElse(state);
        new LayerRoutes(shown, Authorization.open(), json, http.answerTime()).mount(router);
        new StateRoutes(shown, behind.cluster().isPresent(), json, http.answerTime(), () -> draining).mount(router);
        InteractionRoutes interact = new InteractionRoutes(
                behind.interaction(),
                options.interaction(),
                http.answerTime(),
                bounds,
                counters,
                () -> draining,
                nowNs);
        interact.mount(router);
        vertx.setPeriodic(SWEEP_MS, tick -> interact.sweep());
        List<MetricsSource> sources = new ArrayList<>(behind.metrics());
        sources.add(new InteractionMetrics(behind.interaction()));
        sources.add(counters);
        new MetricsRoute(sources).mount(router);
        new PageRoutes().mount(router);
        for (int status : new int[] {400, 404, 405, 406, 415}) {
            router.errorHandler(status, context -> failures.handle(context, status));
        }
        return router;
    }

    private static void everyResponse(RoutingContext context, String policy) {
        MultiMap headers = context.response().headers();
        Cors.everyResponse(headers);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Content-Security-Policy", policy);
        context.next();
    }

    private void listen(Router router) throws IOException {
        HttpServerOptions server = serverOptions();
        Optional<TlsOptions> tls = options.tls();
        Optional<TlsCertificate> certificate = Optional.empty();
        if (tls.isPresent()) {
            certificate = Optional.of(readCertificate(tls.get()));
            server.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(certificate.get().pem())
                    .setSslHandshakeTimeout(TLS_HANDSHAKE_SECONDS_MAX)
                    .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        }
        HttpServer http = vertx.createHttpServer(server)
                .connectionHandler(bounds::opened)
                .invalidRequestHandler(this::invalid)
                .requestHandler(request -> accept(request, router));
        bind(http);
        vertx.setPeriodic(SWEEP_MS, tick -> bounds.sweep());
        if (tls.isPresent() && certificate.isPresent()) {
            new TlsReload(vertx, http, tls.get(), certificate.get()).start();
        }
    }

    private TlsCertificate readCertificate(TlsOptions tls) throws IOException {
        try {
            return TlsCertificate.read(vertx, tls);
        } catch (IOException e) {
            throw new IOException("HTTPS cannot start: " + e.getMessage() + ".", e);
        }
    }

    private HttpServerOptions serverOptions() {
        HttpOptions http = options.http();
        HttpServerOptions server = new HttpServerOptions();
        server.setHost(http.bind().host()).setPort(http.bind().port());
        server.setMaxHeaderSize(http.headerBytesMax())
                .setMaxInitialLineLength(http.requestLineBytesMax())
                // Otherwise a silent connection would wait for HTTP/2's preface outside of every bound.
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true);
        server.setWebSocketSubProtocols(List.of(InteractionRoutes.SUBPROTOCOL))
                .setMaxWebSocketFrameSize(options.interaction().messageBytesMax())
                .setMaxWebSocketMessageSize(options.interaction().messageBytesMax())
                // Compression would cost each WebSocket hundreds of KB, to save bytes of messages that are short
                // already.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(WEBSOCKET_CLOSING_SECONDS);
        server.getInitialSettings().setMaxConcurrentStreams(HTTP2_STREAMS_MAX);
        server.getInitialSettings().setMaxHeaderListSize(http.headerBytesMax());
        return server;
    }

    private void bind(HttpServer http) throws IOException {
        String bind = options.http().bind().toString();
        try {
            port = http.listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS_MAX, TimeUnit.SECONDS)
                    .actualPort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while HTTP started.", e);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "HTTP cannot listen on " + bind + " (" + cause.getMessage()
                            + "); choose another place with --http HOST:PORT.",
                    e);
        }
    }

    /** The one way in: bounds and counts around the router. */
    private void accept(HttpServerRequest request, Router router) {
        HttpConnection connection = request.connection();
        HttpServerResponse response = request.response();
        String path = request.path() == null ? "/" : request.path();
        bounds.requested(connection);
        response.endHandler(end -> {
            bounds.answered(connection);
            counters.answered(path, response.getStatusCode());
        });
        router.handle(request);
    }

    /** Bytes that are no HTTP: a short answer, and the connection closes. */
    private void invalid(HttpServerRequest request) {
        counters.answered("/", 400);
        failures.invalid(request);
    }
}
