package dev.treecast.bench.janus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.NegotiationException;
import dev.treecast.webrtc.sdp.SdpParseException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A viewer's signaling with Janus (<a href="https://janus.conf.meetecho.com/docs/rest.html">REST</a>, <a
 * href="https://janus.conf.meetecho.com/docs/streaming.html">streaming plugin</a>): create a session, attach to the plugin, ask to watch, get the
 * offer as an event, answer it. Thread-safe.
 */
public final class JanusClient implements AutoCloseable {
    private static final String PLUGIN = "janus.plugin.streaming";
    private static final int OK = 200;
    /** Events before the offer; there are none today. */
    private static final int EVENTS_MAX = 8;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI root;
    private final Duration timeout;
    private final HttpClient http;
    private final AtomicLong transactions = new AtomicLong();
    private final Queue<String> sessions = new ConcurrentLinkedQueue<>();

    /**
     * @param root where its REST interface is, e.g. {@code http://198.18.0.1:8088/janus}
     * @param timeout for connecting, and for each exchange
     */
    public JanusClient(URI root, Duration timeout) {
        this.root = root;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * Asks to watch a mountpoint and answers Janus's offer.
     *
     * @param local the viewer's end of the transport
     * @throws IOException when Janus refuses, cannot be reached or answers nonsense; the message says which
     */
    public NegotiatedSession watch(int mountpoint, LocalTransport local) throws IOException, InterruptedException {
        String session = "/" + id(post("", request("create")));
        sessions.add(session);
        String handle = session + "/" + id(post(session, request("attach").put("plugin", PLUGIN)));
        ObjectNode watch = request("message");
        watch.putObject("body").put("request", "watch").put("id", mountpoint);
        var unused = post(handle, watch);
        JanusAnswer answer = answer(offer(session), local);
        ObjectNode start = request("message");
        start.putObject("body").put("request", "start");
        start.putObject("jsep").put("type", "answer").put("sdp", answer.sdp());
        unused = post(handle, start);
        return answer.session();
    }

    /** Ends all sessions, which Janus would keep for ever. */
    public void destroySessions() {
        for (String session = sessions.poll(); session != null; session = sessions.poll()) {
            try {
                var unused = post(session, request("destroy"));
            } catch (IOException e) {
                // It is gone already.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static JanusAnswer answer(String offer, LocalTransport local) throws IOException {
        try {
            return JanusAnswer.to(offer, local);
        } catch (SdpParseException | NegotiationException e) {
            throw new IOException("Janus's offer makes no sense: " + e.getMessage(), e);
        }
    }

    private ObjectNode request(String verb) {
        return JSON.createObjectNode()
                .put("janus", verb)
                .put("transaction", Long.toString(transactions.incrementAndGet()));
    }

    private static String id(JsonNode answer) {
        return answer.path("data").path("id").asText();
    }

    /** Events come by long poll: each request waits for one. */
    private String offer(String session) throws IOException, InterruptedException {
        for (int i = 0; i < EVENTS_MAX; i++) {
            JsonNode event = exchange(HttpRequest.newBuilder(URI.create(root + session + "?maxev=1"))
                    .GET());
            Optional<String> offer = offerIn(event);
            if (offer.isPresent()) {
                return offer.get();
            }
        }
        throw new IOException("Janus sent " + EVENTS_MAX + " events and no offer");
    }

    /** The offer that an event brings, if it does. */
    static Optional<String> offerIn(JsonNode event) throws IOException {
        JsonNode failure = event.path("plugindata").path("data").path("error");
        if (!failure.isMissingNode()) {
            throw new IOException("Janus refused: " + failure.asText());
        }
        JsonNode jsep = event.path("jsep");
        return jsep.path("type").asText().equals("offer")
                ? Optional.of(jsep.path("sdp").asText())
                : Optional.empty();
    }

    private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
        return exchange(HttpRequest.newBuilder(URI.create(root + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private JsonNode exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != OK) {
            throw new IOException("Janus answered " + response.statusCode() + " " + response.body());
        }
        return read(response.body());
    }

    /** @throws IOException when it is not JSON, or tells of an error */
    static JsonNode read(String body) throws IOException {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("Janus answered nonsense: " + body, e);
        }
        if (answer.path("janus").asText().equals("error")) {
            throw new IOException(
                    "Janus refused: " + answer.path("error").path("reason").asText());
        }
        return answer;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
