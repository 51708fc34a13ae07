package dev.treecast.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.server.config.HostPort;
import dev.treecast.server.config.HttpOptions;
import dev.treecast.server.config.IceServer;
import dev.treecast.server.config.InteractionOptions;
import dev.treecast.server.config.LimitOptions;
import dev.treecast.server.config.ServerOptions;
import dev.treecast.server.config.TlsOptions;
import dev.treecast.server.interaction.FakeInteraction;
import dev.treecast.server.interaction.InteractionLoop;
import dev.treecast.server.interaction.InteractionLoopOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A real HTTP face on loopback over fakes, with a clock of its own. */
final class HttpFixture implements AutoCloseable {
    static final String KEY = "right-key";

    final FakeSessionEndpoint whip = new FakeSessionEndpoint();
    final FakeSessionEndpoint whep = new FakeSessionEndpoint();
    final AtomicLong nowNs = new AtomicLong(1);
    final HttpFace face;
    final FakeInteraction bus = new FakeInteraction();
    final InteractionLoop interaction = InteractionLoop.start(bus, System::nanoTime, InteractionLoopOptions.defaults());
    private HttpClient client = newClient();
    private final ObjectMapper json = new ObjectMapper();

    HttpFixture() throws IOException {
        this(defaults());
    }

    HttpFixture(List<MetricsSource> metrics) throws IOException {
        this(defaults(), metrics);
    }

    HttpFixture(ServerOptions options) throws IOException {
        this(options, List.of());
    }

    private HttpFixture(ServerOptions options, List<MetricsSource> metrics) throws IOException {
        face = HttpFace.start(
                options,
                new HttpFace.Behind(
                        whip, whep, new FakeLiveState(), metrics, KEY, interaction, Optional.empty(), () -> {}),
                nowNs::get);
    }

    static ServerOptions defaults() {
        return options(http(Duration.ofSeconds(10), 100), List.of(), Optional.empty());
    }

    static HttpOptions http(Duration answerTime, int connectionsMax) {
        HttpOptions defaults = HttpOptions.defaults();
        return new HttpOptions(
                new HostPort("127.0.0.1", 0),
                defaults.bodyBytesMax(),
                defaults.headerBytesMax(),
                defaults.requestLineBytesMax(),
                connectionsMax,
                defaults.requestTime(),
                defaults.keepAliveTime(),
                answerTime,
                defaults.drainTime());
    }

    static ServerOptions withWebSockets(int all, int perAddress) {
        ServerOptions given = defaults();
        return new ServerOptions(
                given.http(),
                given.media(),
                given.limits(),
                given.tls(),
                given.data(),
                given.publishKey(),
                given.iceServers(),
                InteractionOptions.defaults().withWebSocketsMax(all, perAddress));
    }

    static ServerOptions options(HttpOptions http, List<IceServer> iceServers, Optional<TlsOptions> tls) {
        ServerOptions defaults = ServerOptions.defaults();
        return new ServerOptions(
                http,
                defaults.media(),
                LimitOptions.defaults(),
                tls,
                defaults.data(),
                Optional.empty(),
                iceServers,
                InteractionOptions.defaults());
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /**
     * Lets time pass. The server closes connections that have become idle by that within a second, perhaps in the moment in which the client
     * sends its next request; so the client forgets them.
     */
    void pass(Duration time) {
        client.shutdownNow();
        client = newClient();
        nowNs.addAndGet(time.toNanos());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + face.port() + path);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    HttpResponse<String> publish(String path, String... headers) throws IOException, InterruptedException {
        return send(
                "POST",
                path,
                "v=0\r\n",
                with(headers, "Authorization", "Bearer " + KEY, "Content-Type", MediaTypes.SDP));
    }

    HttpResponse<String> watch(String path, String... headers) throws IOException, InterruptedException {
        return send("POST", path, "v=0\r\n", with(headers, "Content-Type", MediaTypes.SDP));
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    JsonNode json(HttpResponse<String> response) throws IOException {
        return json.readTree(response.body());
    }

    Socket connect() throws IOException {
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), face.port());
    }

    /** Sends bytes as they are and reads until the server closes. */
    String raw(String bytes) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String[] with(String[] headers, String... defaults) {
        String[] all = new String[defaults.length + headers.length];
        System.arraycopy(defaults, 0, all, 0, defaults.length);
        System.arraycopy(headers, 0, all, defaults.length, headers.length);
        return all;
    }

    @Override
    public void close() {
        client.close();
        face.close();
        interaction.close();
    }
}
