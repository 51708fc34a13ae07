package dev.treecast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.server.config.IceServer;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.signaling.SignalingException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRoutesTest {
    private static final String SESSION = "/whip/game/session-0123456789";
    private static HttpFixture http;

    @BeforeAll
    static void start() throws Exception {
        http = new HttpFixture();
    }

    @AfterAll
    static void stop() {
        http.close();
    }

    @BeforeEach
    void reset() {
        http.whip.refusal = Optional.empty();
        http.whep.refusal = Optional.empty();
        http.whip.offers.clear();
        http.whep.offers.clear();
        http.pass(Duration.ofMinutes(2));
    }

    @Test
    void shouldPassOnHowSomebodyWantsToPlay() throws Exception {
        assertThat(http.publish("/whip/game?playout=smooth").statusCode()).isEqualTo(201);
        assertThat(http.publish("/whip/game").statusCode()).isEqualTo(201);
        assertThat(http.whip.offers.stream().map(SessionOffer::playout))
                .containsExactly(Optional.of(Playout.SMOOTH), Optional.empty());
        HttpResponse<String> refused = http.publish("/whip/game?playout=slow");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("'interactive', 'smooth' or 'synchronized'");
    }

    @Test
    void shouldAnswerAnOfferAsRfc9725Says() throws Exception {
        HttpResponse<String> response = http.publish("/whip/game");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("v=0\r\nanswer");
        assertHeader(response, "Content-Type", "application/sdp");
        assertHeader(response, "Location", SESSION);
        assertHeader(response, "ETag", "\"tag-1\"");
        assertHeader(response, "Accept-Patch", "application/trickle-ice-sdpfrag");
        assertHeader(response, "Access-Control-Allow-Origin", "*");
        assertThat(header(response, "Access-Control-Expose-Headers"))
                .contains("Location", "ETag", "Link", "Retry-After", "Accept-Patch");
        assertThat(response.headers().firstValue("Link")).isEmpty();
        assertThat(http.whip.offers).hasSize(1).first().satisfies(offer -> {
            assertThat(offer.stream()).isEqualTo("game");
            assertThat(offer.sdp()).isEqualTo("v=0\r\n");
            assertThat(offer.from()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
            assertThat(offer.principal()).isNotEmpty().doesNotContain(HttpFixture.KEY);
        });
    }

    @Test
    void shouldLetAnybodyWatch() throws Exception {
        HttpResponse<String> response = http.watch("/whep/game");
        assertThat(response.statusCode()).isEqualTo(201);
        assertHeader(response, "Location", "/whep/game/session-0123456789");
        assertThat(http.whep.offers.getFirst().principal()).isEmpty();
    }

    @Test
    void shouldNameIceServersInLinks() throws Exception {
        var turn = new IceServer("turn:turn.test:3478", Optional.of(new IceServer.Credentials("me", "pass")));
        List<IceServer> servers = List.of(new IceServer("stun:stun.test", Optional.empty()), turn);
        try (HttpFixture own = new HttpFixture(
                HttpFixture.options(HttpFixture.http(Duration.ofSeconds(10), 10), servers, Optional.empty()))) {
            assertThat(own.publish("/whip/game").headers().allValues("Link"))
                    .containsExactly(
                            "<stun:stun.test>; rel=\"ice-server\"",
                            "<turn:turn.test:3478>; rel=\"ice-server\"; username=\"me\"; credential=\"pass\";"
                                    + " credential-type=\"password\"");
        }
    }

    @Test
    void shouldAskForAKey() throws Exception {
        HttpResponse<String> response = http.send("POST", "/whip/game", "v=0", "Content-Type", "application/sdp");
        assertProblem(response, 401, "Publish key needed");
        assertHeader(response, "WWW-Authenticate", "Bearer realm=\"treecast\"");
        assertProblem(http.publish("/whip/game", "Authorization", "Basic abc"), 401, "Publish key needed");
        assertProblem(http.publish("/whip/game", "Authorization", "Bearer wrong"), 403, "Wrong publish key");
        assertThat(http.publish("/whip/game", "Authorization", "bearer right-key")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void shouldNeedTheKeyForAPublishersSessionToo() throws Exception {
        assertProblem(http.send("DELETE", SESSION, ""), 401, "Publish key needed");
        assertProblem(
                http.send("PATCH", SESSION, "a", "Content-Type", MediaTypes.SDP_FRAGMENT), 401, "Publish key needed");
    }

    @Test
    void shouldStopGuessing() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(http.publish("/whip/game", "Authorization", "Bearer guess" + i)
                            .statusCode())
                    .isEqualTo(403);
        }
        HttpResponse<String> response = http.publish("/whip/game");
        assertProblem(response, 429, "Too many wrong keys");
        assertHeader(response, "Retry-After", "60");
        http.pass(Duration.ofSeconds(61));
        assertThat(http.publish("/whip/game").statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
    void shouldRefuseOtherMethodsOnAnEndpoint(String method) throws Exception {
        HttpResponse<String> response = http.send(method, "/whip/game", "");
        assertProblem(response, 405, "Method not allowed");
        assertHeader(response, "Allow", "POST, OPTIONS");
        assertThat(http.send("HEAD", "/whep/game", "").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "POST"})
    void shouldRefuseOtherMethodsOnASession(String method) throws Exception {
        HttpResponse<String> response = http.send(method, SESSION, "");
        assertProblem(response, 405, "Method not allowed");
        assertHeader(response, "Allow", "PATCH, DELETE, OPTIONS");
    }

    @Test
    void shouldAnswerPreflights() throws Exception {
        HttpResponse<String> endpoint = http.send("OPTIONS", "/whip/game", "", "Origin", "https://other.test");
        assertThat(endpoint.statusCode()).isEqualTo(200);
        assertHeader(endpoint, "Accept-Post", "application/sdp");
        assertHeader(endpoint, "Access-Control-Allow-Methods", "POST, OPTIONS");
        assertHeader(endpoint, "Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match");
        assertHeader(endpoint, "Access-Control-Max-Age", "86400");
        HttpResponse<String> session = http.send("OPTIONS", SESSION, "");
        assertHeader(session, "Accept-Patch", "application/trickle-ice-sdpfrag");
        assertHeader(session, "Access-Control-Allow-Methods", "PATCH, DELETE, OPTIONS");
        assertThat(session.headers().firstValue("Accept-Post")).isEmpty();
    }

    @Test
    void shouldRefuseOtherMediaTypes() throws Exception {
        HttpResponse<String> response = http.publish("/whip/game", "Content-Type", "application/json");
        assertProblem(response, 415, "Wrong media type");
        assertHeader(response, "Accept-Post", "application/sdp");
        assertThat(http.publish("/whip/game", "Content-Type", "Application/SDP; charset=utf-8")
                        .statusCode())
                .isEqualTo(201);
        assertHeader(
                http.send(
                        "PATCH", SESSION, "a", "Authorization", "Bearer right-key", "Content-Type", "application/sdp"),
                "Accept-Patch",
                "application/trickle-ice-sdpfrag");
    }

    @Test
    void shouldRefuseWhoCannotTakeAnSdpAnswer() throws Exception {
        assertProblem(http.watch("/whep/game", "Accept", "text/html"), 406, "Cannot answer in that type");
        assertProblem(
                http.watch("/whep/game", "Accept", "application/sdp;q=0, */*"), 406, "Cannot answer in that type");
        assertThat(http.watch("/whep/game", "Accept", "text/html, application/*;q=0.1")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void shouldBoundTheBody() throws Exception {
        String huge = "v=0\r\n" + "a".repeat(64 << 10);
        HttpResponse<String> response = http.send("POST", "/whep/game", huge, "Content-Type", "application/sdp");
        assertProblem(response, 413, "Body too large");
        String chunked = http.raw("POST /whep/game HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + ("8000\r\n" + "a".repeat(0x8000) + "\r\n").repeat(3));
        assertThat(chunked).startsWith("HTTP/1.1 413");
        assertThat(http.whep.offers).isEmpty();
    }

    @Test
    void shouldRefuseBodiesThatAreNoText() throws Exception {
        assertProblem(http.send("POST", "/whep/game", "", "Content-Type", "application/sdp"), 422, "Empty offer");
        assertThat(http.raw("POST /whep/game HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\n"
                        + "Connection: close\r\nContent-Length: 2\r\n\r\n\u00FF\u00FE"))
                .startsWith("HTTP/1.1 422");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/whep/a%20b", "/whep/%2e%2e", "/whep/a%2Fb", "/whep/ü", "/whep/%00"})
    void shouldRefuseOtherNames(String path) throws Exception {
        assertThat(http.raw("POST " + path.replace("ü", "%C3%BC")
                        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\n"
                        + "Connection: close\r\nContent-Length: 1\r\n\r\nv"))
                .matches("(?s)HTTP/1.1 40[045].*");
        assertThat(http.whep.offers).isEmpty();
        assertProblem(http.watch("/whep/" + "a".repeat(65)), 404, "Not a stream name");
    }

    @Test
    void shouldPassOnWhatTheEndpointRefuses() throws Exception {
        http.whep.refuse(new SignalingException(
                404, "Not live", "Nobody is live on this stream yet.", Optional.of(Duration.ofMillis(1500))));
        HttpResponse<String> response = http.watch("/whep/game");
        assertProblem(response, 404, "Not live");
        assertHeader(response, "Retry-After", "2");
        assertHeader(response, "Access-Control-Allow-Origin", "*");
        assertThat(http.json(response).get("detail").asText()).isEqualTo("Nobody is live on this stream yet.");
        assertThat(http.json(response).get("type").asText()).isEqualTo("/problems/not-live");
        assertThat(http.json(response).get("instance").asText()).isEqualTo("/whep/game");
        assertThat(http.json(response).has("headers")).isFalse();
        for (int status : new int[] {406, 409, 422, 503}) {
            http.whip.refuse(new SignalingException(status, "No", "Because."));
            assertProblem(http.publish("/whip/game"), status, "No");
        }
    }

    @Test
    void shouldTrickleAndRestart() throws Exception {
        HttpResponse<String> trickle = patch("\"tag-1\"");
        assertThat(trickle.statusCode()).isEqualTo(204);
        assertThat(trickle.body()).isEmpty();
        HttpResponse<String> restart = patch("*");
        assertThat(restart.statusCode()).isEqualTo(200);
        assertHeader(restart, "Content-Type", "application/trickle-ice-sdpfrag");
        assertHeader(restart, "ETag", "\"tag-2\"");
        assertThat(restart.body()).isEqualTo("a=ice-ufrag:new\r\n");
        assertProblem(patch("\"other\""), 412, "Precondition failed");
        assertProblem(
                http.send("PATCH", "/whep/game/session-1", "a", "Content-Type", MediaTypes.SDP_FRAGMENT),
                428,
                "Precondition required");
    }

    private static HttpResponse<String> patch(String ifMatch) throws Exception {
        return http.send(
                "PATCH",
                SESSION,
                "a=candidate",
                "Authorization",
                "Bearer right-key",
                "Content-Type",
                MediaTypes.SDP_FRAGMENT,
                "If-Match",
                ifMatch);
    }

    @Test
    void shouldEndASession() throws Exception {
        assertThat(http.send("DELETE", SESSION, "", "Authorization", "Bearer right-key")
                        .statusCode())
                .isEqualTo(200);
        assertThat(http.whip.deleted).contains("game/session-0123456789");
        http.whep.refuse(new SignalingException(404, "No such session", "It has ended."));
        assertProblem(http.send("DELETE", "/whep/game/gone", ""), 404, "No such session");
        assertProblem(http.send("DELETE", "/whep/game/a%20b", ""), 404, "No such session");
    }

    @Test
    void shouldGiveIncidentsANumberAndTellNoMore() throws Exception {
        http.whep.answer = offer -> {
            throw new IllegalStateException("secret innards");
        };
        HttpResponse<String> thrown = http.watch("/whep/game");
        http.whep.answer = offer -> CompletableFuture.failedFuture(new IllegalStateException("secret innards"));
        HttpResponse<String> failed = http.watch("/whep/game");
        http.whep.answer = new FakeSessionEndpoint().answer;
        for (HttpResponse<String> response : List.of(thrown, failed)) {
            assertProblem(response, 500, "Internal error");
            assertThat(response.body()).contains("urn:uuid:").doesNotContain("secret");
        }
    }

    @Test
    void shouldNotWaitForEverAndLeaveNoSessionBehind() throws Exception {
        var late = new CompletableFuture<SessionAnswer>();
        try (HttpFixture own = new HttpFixture(
                HttpFixture.options(HttpFixture.http(Duration.ofMillis(50), 10), List.of(), Optional.empty()))) {
            own.whep.answer = offer -> late;
            HttpResponse<String> response = own.watch("/whep/game");
            assertProblem(response, 503, "Too busy");
            assertHeader(response, "Retry-After", "2");
            late.complete(new SessionAnswer("late", "\"t\"", "v=0"));
            assertThat(own.whep.deleted).containsExactly("game/late");
        }
    }

    @Test
    void shouldTakeNoNewSessionsWhileDraining() throws Exception {
        try (HttpFixture own = new HttpFixture()) {
            assertThat(own.get("/readyz").statusCode()).isEqualTo(200);
            own.face.drain();
            assertProblem(own.publish("/whip/game"), 503, "Shutting down");
            HttpResponse<String> watch = own.watch("/whep/game");
            assertProblem(watch, 503, "Shutting down");
            assertHeader(watch, "Retry-After", "2");
            assertProblem(own.get("/readyz"), 503, "Shutting down");
            assertThat(own.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(own.send("DELETE", "/whep/game/session-1", "").statusCode())
                    .isEqualTo(200);
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status, String title) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertHeader(response, "Content-Type", "application/problem+json");
        assertHeader(response, "Access-Control-Allow-Origin", "*");
        assertThat(http.json(response).get("title").asText()).isEqualTo(title);
        assertThat(http.json(response).get("status").asInt()).isEqualTo(status);
        assertThat(http.json(response).get("detail").asText()).isNotBlank();
    }

    private static void assertHeader(HttpResponse<String> response, String name, String value) {
        assertThat(response.headers().allValues(name)).containsExactly(value);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
