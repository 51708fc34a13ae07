package dev.treecast.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.server.config.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFaceTest {
    private static HttpFixture http;

    @BeforeAll
    static void start() throws Exception {
        http = new HttpFixture();
    }

    @AfterAll
    static void stop() {
        http.close();
    }

    @Test
    void shouldShowStreams() throws Exception {
        JsonNode game = http.json(http.get("/api/streams")).get("streams").get(0);
        assertThat(game.get("name").asText()).isEqualTo("game");
        assertThat(game.get("live").asBoolean()).isTrue();
        assertThat(game.get("viewers").asInt()).isEqualTo(2);
        assertThat(game.get("uptimeSeconds").asInt()).isEqualTo(61);
        assertThat(game.get("tracks").get(0).get("fps").asDouble()).isEqualTo(30);
        assertThat(game.get("tracks").get(1).has("fps")).isFalse();
        assertThat(http.json(http.get("/api/streams/game"))).isEqualTo(game);
        HttpResponse<String> none = http.get("/api/streams/none");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("No stream of that name is live.");
        assertThat(none.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void shouldShowViewersUpToALimit() throws Exception {
        JsonNode all = http.json(http.get("/api/streams/game/viewers"));
        assertThat(all.get("viewers")).hasSize(2);
        assertThat(all.get("viewers").get(0).get("roundTripMs").asDouble()).isEqualTo(12.5);
        assertThat(http.json(http.get("/api/streams/game/viewers?limit=1")).get("viewers"))
                .hasSize(1);
        assertThat(http.get("/api/streams/game/viewers?limit=x").statusCode()).isEqualTo(400);
        assertThat(http.get("/api/streams/none/viewers").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldSayWhyAViewerGetsItsLayer() throws Exception {
        JsonNode listed = http.json(http.get("/api/streams/game/viewers")).get("viewers");
        assertThat(listed.get(0).get("layer").get("encodingId").asText()).isEqualTo("h");
        assertThat(listed.get(0).get("layer").has("decisions")).isFalse();
        assertThat(listed.get(1).has("layer")).isFalse();
        JsonNode layer = http.json(http.get("/api/streams/game/viewers/v0")).get("layer");
        assertThat(layer.get("decisions").get(0).get("reason").asText()).isEqualTo("what a path carries");
        assertThat(layer.get("layers").get(1).has("bitrateBps")).as("not known").isFalse();
        assertThat(http.get("/api/streams/game/viewers/v9").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldLetAViewerHoldToALayer() throws Exception {
        assertThat(http.json(http.get("/whep/game/session/layer")).has("pinnedId"))
                .isFalse();
        HttpResponse<String> held = http.send("POST", "/whep/game/session/layer", "{\"encodingId\":\"q\"}");
        assertThat(http.json(held).get("pinnedId").asText()).isEqualTo("q");
        assertThat(http.json(http.send("POST", "/whep/game/session/layer", "{}"))
                        .has("pinnedId"))
                .isFalse();
        assertThat(http.send("POST", "/whep/game/session/layer", "{\"encodingId\":1}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(http.send("POST", "/whep/game/session/layer", "nonsense").statusCode())
                .isEqualTo(422);
        assertThat(http.send("POST", "/whep/game/none/layer", "{}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void shouldExportMetrics() throws Exception {
        http.get("/healthz");
        HttpResponse<String> metrics = http.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .containsPattern("treecast_http_requests_total\\{face=\"health\",status=\"2xx\"} [1-9]")
                .contains("jvm_memory_used_bytes", "process_cpu_usage", "treecast_http_connections_refused_total");
    }

    /** Rows that come and go are read at each scrape. */
    @Test
    void shouldServeRowsOfMetricsWhileTheyAreThere() throws Exception {
        List<MetricsSource.Row> rows = new CopyOnWriteArrayList<>();
        MetricsSource links = sink -> {
            sink.counters("treecast.test.sent.bytes", "Bytes", List.of("peer"), () -> rows);
            sink.gauges("treecast.test.streams", "Streams", List.of("peer"), () -> rows);
        };
        try (HttpFixture with = new HttpFixture(List.of(links))) {
            assertThat(with.get("/metrics").body()).doesNotContain("treecast_test_");
            rows.add(new MetricsSource.Row(List.of("edge-1"), 7));
            rows.add(new MetricsSource.Row(List.of("relay-1"), 8));
            assertThat(with.get("/metrics").body())
                    .contains(
                            "# TYPE treecast_test_sent_bytes_total counter",
                            "# TYPE treecast_test_streams gauge",
                            "treecast_test_sent_bytes_total{peer=\"edge-1\"} 7.0",
                            "treecast_test_streams{peer=\"relay-1\"} 8.0");
            rows.removeFirst();
            assertThat(with.get("/metrics").body()).contains("peer=\"relay-1\"").doesNotContain("edge-1");
        }
    }

    @Test
    void shouldServePages() throws Exception {
        HttpResponse<String> page = http.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith(
                        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'")
                .doesNotContain("unsafe");
        String entityTag = page.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = http.get("/", "If-None-Match", entityTag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(http.send("HEAD", "/", "").statusCode()).isEqualTo(200);
        assertThat(http.get("/watch/game").body()).contains("watch.html for tests");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/../pom.xml", "/%2e%2e/logback.xml", "/.git/config", "/nothing.html", "/assets/", "/a.class"})
    void shouldServeNothingElse(String path) throws Exception {
        assertThat(http.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404")
                .contains("application/problem+json");
    }

    @Test
    void shouldRefuseMethodsThatAnAddressDoesNotKnow() throws Exception {
        HttpResponse<String> response = http.send("POST", "/api/streams", "x");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void shouldAnswerGarbageShortly() throws Exception {
        assertThat(http.raw("\u0016\u0003\u0001\u0002\u0000\n\n")).matches("(?s)HTTP/1.[01] 400.*");
        assertThat(http.raw("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n"))
                .matches("(?s)HTTP/1.[01] 431.*");
        assertThat(http.raw("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .matches("(?s)HTTP/1.[01] 414.*");
        assertThat(http.raw(String.join(
                        "\r\n",
                        "POST /whep/a HTTP/1.1",
                        "Host: x",
                        "Content-Type: application/sdp",
                        "Content-Length: -5",
                        "",
                        "")))
                .matches("(?s)HTTP/1.[01] 400.*");
    }

    @Test
    void shouldGoOnServingAfterRandomBytes() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            try (Socket socket = http.connect()) {
                socket.getOutputStream().write(noise);
            }
        }
        assertThat(http.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRefuseConnectionsBeyondTheBound() throws Exception {
        try (HttpFixture own = new HttpFixture(
                HttpFixture.options(HttpFixture.http(Duration.ofSeconds(1), 3), List.of(), Optional.empty()))) {
            List<Socket> held = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    Socket socket = own.connect();
                    held.add(socket);
                    socket.getOutputStream()
                            .write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    assertThat(socket.getInputStream().read()).isEqualTo('H');
                }
                try (Socket fourth = own.connect()) {
                    fourth.setSoTimeout(10_000);
                    assertEnds(fourth);
                }
            } finally {
                for (Socket socket : held) {
                    socket.close();
                }
            }
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        int read;
        try {
            read = socket.getInputStream().read();
        } catch (SocketException reset) {
            read = -1;
        }
        assertThat(read).isEqualTo(-1);
    }

    @Test
    void shouldCutASlowLoris() throws Exception {
        try (HttpFixture own = new HttpFixture();
                Socket socket = own.connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            // The request before makes sure that the connection above has been accepted.
            own.get("/healthz");
            own.nowNs.addAndGet(Duration.ofSeconds(16).toNanos());
            assertEnds(socket);
        }
    }

    @Test
    void shouldSayWhenThePortIsTaken() {
        var taken = new HostPort("127.0.0.1", http.face.port());
        var options = HttpFixture.options(
                HttpFixture.http(Duration.ofSeconds(1), 3).withBind(taken), List.of(), Optional.empty());
        assertThatThrownBy(() -> new HttpFixture(options))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HTTP cannot listen on 127.0.0.1:")
                .hasMessageContaining("--http HOST:PORT");
    }
}
