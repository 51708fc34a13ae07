package dev.treecast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InteractionRoutesTest {

    @Test
    void shouldCarryTextAndBinaryBothWays() throws Exception {
        try (HttpFixture http = new HttpFixture();
                WebSocketClient client = connect(http, "demo")) {
            assertThat(client.socket.getSubprotocol()).isEqualTo("treecast.v1");
            assertThat(http.bus.next()).isEqualTo("connect demo");
            client.send("echo héllo");
            assertThat(client.next()).isEqualTo("héllo");
            client.send(new byte[] {1, 2, 3});
            assertThat(client.next()).isEqualTo("binary 3");
            client.socket.sendText("echo in ", false).join();
            client.socket.sendText("parts", true).join();
            assertThat(client.next()).isEqualTo("in parts");
            client.send("bye");
            assertThat(client.next()).isEqualTo("closed 1000");
            awaitEvent(http, "gone");
        }
    }

    @Test
    void shouldNoticeWhoLeaves() throws Exception {
        try (HttpFixture http = new HttpFixture()) {
            WebSocketClient polite = connect(http, "demo");
            polite.socket.sendClose(1000, "").join();
            assertThat(polite.next()).isEqualTo("closed 1000");
            awaitEvent(http, "gone");
            WebSocketClient rude = connect(http, "demo");
            rude.close();
            awaitEvent(http, "gone");
            polite.close();
        }
    }

    @Test
    void shouldNeedTheSubprotocol() throws Exception {
        try (HttpFixture http = new HttpFixture()) {
            URI uri = http.uri("/interact/demo");
            URI ws = URI.create(uri.toString().replace("http:", "ws:"));
            assertRefused(() -> new WebSocketClient(ws, "", true), 400);
            assertRefused(() -> new WebSocketClient(ws, "other", true), 400);
            assertThat(http.bus.events).isEmpty();
        }
    }

    @Test
    void shouldSayWhatTheAddressTakes() throws Exception {
        try (HttpFixture http = new HttpFixture()) {
            HttpResponse<String> plain = http.get("/interact/demo");
            assertThat(plain.statusCode()).isEqualTo(426);
            assertThat(plain.headers().firstValue("Upgrade")).contains("websocket");
            assertThat(plain.body()).contains("treecast.v1");
            assertThat(http.send("POST", "/interact/demo", "x").statusCode()).isEqualTo(405);
            assertRefused(() -> connect(http, "a%20b"), 404);
            assertRefused(() -> connect(http, "a".repeat(65)), 404);
            // A handshake that is none: no key, no version.
            assertThat(http.raw(request(
                            "GET /interact/demo HTTP/1.1",
                            "Host: x",
                            "Connection: Upgrade, close",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Protocol: treecast.v1")))
                    .startsWith("HTTP/1.1 4");
            assertThat(http.bus.events).isEmpty();
        }
    }

    @Test
    void shouldTakeAnyOrigin() throws Exception {
        try (HttpFixture http = new HttpFixture();
                Socket socket = upgraded(http)) {
            assertThat(socket.isConnected()).isTrue();
            assertThat(http.bus.next()).isEqualTo("connect demo");
        }
    }

    @Test
    void shouldBoundWebSocketsAndFreeThePlaceOfWhoLeft() throws Exception {
        try (HttpFixture http = new HttpFixture(HttpFixture.withWebSockets(3, 2))) {
            WebSocketClient one = connect(http, "demo");
            try (WebSocketClient two = connect(http, "demo")) {
                assertRefused(() -> connect(http, "demo"), 503);
                awaitMetric(http, "treecast_http_websockets_refused_total 1.0");
                one.close();
                awaitEvent(http, "gone");
                two.send("echo still here");
                assertThat(two.next()).isEqualTo("still here");
                connect(http, "other").close();
            }
        }
    }

    /** A connection that was upgraded counts as long as it lasts, and no longer; HTTP's deadlines are not for it. */
    @Test
    void shouldCountWebSocketsAmongConnections() throws Exception {
        try (HttpFixture http = new HttpFixture(HttpFixture.options(
                HttpFixture.http(Duration.ofSeconds(10), 2), java.util.List.of(), java.util.Optional.empty()))) {
            for (int i = 0; i < 5; i++) {
                try (WebSocketClient client = connect(http, "demo")) {
                    client.send("echo " + i);
                    assertThat(client.next()).isEqualTo(Integer.toString(i));
                }
                awaitEvent(http, "gone");
            }
            try (WebSocketClient client = connect(http, "demo")) {
                http.nowNs.addAndGet(Duration.ofSeconds(50).toNanos());
                TimeUnit.MILLISECONDS.sleep(1_100);
                client.send("echo alive");
                assertThat(client.next()).isEqualTo("alive");
            }
        }
    }

    @Test
    void shouldCloseOnOversizedMessages() throws Exception {
        try (HttpFixture http = new HttpFixture();
                WebSocketClient whole = connect(http, "demo");
                WebSocketClient parts = connect(http, "demo")) {
            whole.send("x".repeat(64 << 10));
            assertThat(http.bus.next()).isEqualTo("connect demo");
            awaitEvent(http, "text 65536");
            var unused = whole.socket.sendText("x".repeat((64 << 10) + 1), true);
            assertThat(whole.next()).isIn("closed 1009", "error");
            parts.socket.sendText("x".repeat(40 << 10), false).join();
            unused = parts.socket.sendText("x".repeat(40 << 10), true);
            assertThat(parts.next()).isIn("closed 1009", "error");
            awaitEvent(http, "gone");
            awaitEvent(http, "gone");
        }
    }

    @Test
    void shouldCloseOnAnOversizedFrame() throws Exception {
        try (HttpFixture http = new HttpFixture();
                Socket socket = upgraded(http)) {
            // FIN and text; masked, 64 bits of length follow: 1 GiB (RFC 6455 section 5.2).
            socket.getOutputStream()
                    .write(new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4, 5});
            awaitEvent(http, "gone");
        }
    }

    @Test
    void shouldLetASlowReaderGo() throws Exception {
        try (HttpFixture http = new HttpFixture();
                WebSocketClient slow = new WebSocketClient(
                        URI.create("ws://127.0.0.1:" + http.face.port() + "/interact/demo"), "treecast.v1", false)) {
            slow.send("flood");
            awaitEvent(http, "gone");
        }
    }

    @Test
    void shouldPingAndLetGoOfWhoIsSilent() throws Exception {
        try (HttpFixture http = new HttpFixture();
                WebSocketClient alive = connect(http, "demo");
                WebSocketClient silent = new WebSocketClient(
                        URI.create("ws://127.0.0.1:" + http.face.port() + "/interact/demo"), "treecast.v1", false)) {
            assertThat(http.bus.next()).isEqualTo("connect demo");
            assertThat(http.bus.next()).isEqualTo("connect demo");
            // Not reading, it answers no ping.
            for (int i = 0; i < 4; i++) {
                http.nowNs.addAndGet(Duration.ofSeconds(21).toNanos());
                TimeUnit.MILLISECONDS.sleep(1_200);
            }
            awaitEvent(http, "gone");
            alive.send("echo here");
            assertThat(alive.next()).isEqualTo("here");
            assertThat(silent.socket.isInputClosed()).isFalse();
        }
    }

    @Test
    void shouldNotReadWhileTheBusIsBehindWithAClient() throws Exception {
        try (HttpFixture http = new HttpFixture();
                WebSocketClient client = connect(http, "demo")) {
            CountDownLatch busy = new CountDownLatch(1);
            http.bus.onText = text -> hold(busy);
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 400; i++) {
                    client.send("x".repeat(16 << 10));
                }
            });
            TimeUnit.MILLISECONDS.sleep(200);
            busy.countDown();
            assertThat(http.bus.next()).isEqualTo("connect demo");
            for (int i = 0; i < 400; i++) {
                assertThat(http.bus.next()).isEqualTo("text 16384");
            }
            sender.join();
            assertThat(http.interaction.messagesDropped()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSayGoodbyeWhenTheServerStops(boolean draining) throws Exception {
        try (HttpFixture http = new HttpFixture();
                WebSocketClient client = connect(http, "demo")) {
            assertThat(http.bus.next()).isEqualTo("connect demo");
            if (draining) {
                http.face.drain();
            }
            http.interaction.drain().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(client.next()).isEqualTo(draining ? "closed 1001" : "closed 1000");
            if (draining) {
                assertRefused(() -> connect(http, "demo"), 503);
            }
        }
    }

    @Test
    void shouldShowState() throws Exception {
        try (HttpFixture http = new HttpFixture()) {
            HttpResponse<String> state = http.get("/api/streams/demo/interaction");
            assertThat(state.statusCode()).isEqualTo(200);
            assertThat(state.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(state.body()).isEqualTo("{\"viewers\":0}");
            assertThat(http.get("/api/streams/other/interaction").statusCode()).isEqualTo(404);
            assertThat(http.get("/api/streams/a%20b/interaction").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldCount() throws Exception {
        try (HttpFixture http = new HttpFixture();
                WebSocketClient client = connect(http, "demo")) {
            client.send("echo x");
            assertThat(client.next()).isEqualTo("x");
            awaitMetric(http, "treecast_interaction_inputs_received_total 1.0");
            String metrics = http.get("/metrics").body();
            assertThat(metrics)
                    .contains(
                            "treecast_interaction_shows 1.0",
                            "treecast_interaction_viewers 2.0",
                            "treecast_interaction_games 3.0",
                            "treecast_interaction_dropped_total{reason=\"rate\"} 7.0",
                            "treecast_interaction_loop_dropped_messages_total 0.0",
                            "treecast_http_requests_total{face=\"interact\",status=\"1xx\"} 1.0");
        }
    }

    private static Socket upgraded(HttpFixture http) throws IOException {
        Socket socket = http.connect();
        socket.setSoTimeout(20_000);
        String request = request(
                "GET /interact/demo HTTP/1.1",
                "Host: x",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: other, treecast.v1",
                "Origin: https://elsewhere.test");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] start = socket.getInputStream().readNBytes(12);
        assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
        return socket;
    }

    private static String request(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static WebSocketClient connect(HttpFixture http, String stream) {
        return WebSocketClient.connect(http.face.port(), stream);
    }

    private static void assertRefused(ThrowingCallable connecting, int status) {
        Assertions.assertThatThrownBy(connecting)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refusal ->
                                assertThat(refusal.getResponse().statusCode()).isEqualTo(status));
    }

    private static void awaitEvent(HttpFixture http, String expected) throws InterruptedException {
        String event = http.bus.next();
        while (!event.equals(expected) && !event.equals("nothing happened")) {
            event = http.bus.next();
        }
        assertThat(event).isEqualTo(expected);
    }

    private static void awaitMetric(HttpFixture http, String line) throws Exception {
        while (!http.get("/metrics").body().contains(line)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void hold(CountDownLatch busy) {
        try {
            assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
