package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A show from greeting to goodbye. */
class ShowTest {
    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldSayWhoItIs() {
        try (Show show = Show.builder(server.url(), "the key")
                .client("chess 2.0")
                .budget(100, 20_000)
                .connect()) {
            ScriptedServer.Game game = server.game();

            assertThat(game.path).isEqualTo("/interact/demo");
            JsonObject hello = game.expect("hello");
            assertThat(hello.integer("version", 0)).isEqualTo(1);
            assertThat(hello.text("role")).isEqualTo("game");
            assertThat(hello.text("token")).isEqualTo("the key");
            assertThat(hello.text("client")).isEqualTo("chess 2.0");
            assertThat(hello.has("epoch")).isFalse();
            assertThat(hello.object("budget").integer("bytesPerSecond", 0)).isEqualTo(20_000);
            assertThat(show.isConnected()).isTrue();
        }
    }

    @Test
    void shouldSayWhyAConnectionCannotBe() {
        assertThatThrownBy(() -> Show.connect("http://127.0.0.1:1/demo", "key"))
                .isInstanceOf(ShowException.class)
                .hasMessageContaining("unreachable")
                .hasMessageContaining("ws://127.0.0.1:1/interact/demo");

        server.greets = false;
        CompletableFuture<Show> show = CompletableFuture.supplyAsync(() -> Show.connect(server.url(), "wrong"));
        ScriptedServer.Game game = server.game();
        game.expect("hello");
        game.send(Map.of("type", "error", "code", "unauthorized", "message", "That is not the publish key."));
        assertThatThrownBy(show::join).cause().hasMessage("unauthorized: That is not the publish key.");
    }

    @Test
    void shouldEndWhenTheServerSaysSo() {
        AtomicReference<End> told = new AtomicReference<>();
        Show show = Show.connect(server.url(), "key").onEnd(told::set).ready();
        server.game()
                .send(Map.of("type", "bye", "code", "ended", "message", "The stream is over.", "reconnect", false));

        assertThat(show.await()).isEqualTo(new End("ended", "The stream is over."));
        assertThat(show.isOpen()).isFalse();
        Until.until("the game is told", () -> told.get() != null);
        show.close();
        assertThatThrownBy(show::ready).hasMessageContaining("ended");
    }

    @Test
    void shouldEndWhenTheGameClosesIt() {
        Show show = Show.connect(server.url(), "key").ready();
        CompletableFuture<End> end = CompletableFuture.supplyAsync(show::await);
        show.event("last", "words");
        show.close();

        assertThat(end.join().code()).isEqualTo("closed");
        assertThat(server.game().expect("event").text("data")).isEqualTo("words");
        assertThat(show.event("too", "late")).isFalse();
        show.close();
    }

    @Test
    void shouldTellViewers() {
        try (Show show = Show.connect(server.url(), "key").ready()) {
            ScriptedServer.Game game = server.game();
            show.event("hit", Map.of("by", List.of(1, 2.5, "three")));
            show.event(Scope.viewer(new Viewer("v1", "Ann")), "hint", true);
            show.group("red").event("go", 1);
            show.cue(Scope.scene("boss"), 1_234_567, "boom", Map.of());

            JsonObject hit = game.expect("event");
            assertThat(hit.text("scope")).isEqualTo("everyone");
            assertThat(hit.object("data").list("by")).isEqualTo(List.of(1L, 2.5, "three"));
            JsonObject hint = game.expect("event");
            assertThat(hint.text("scope") + " " + hint.text("to")).isEqualTo("viewer v1");
            assertThat(game.expect("event").text("to")).isEqualTo("red");
            JsonObject cue = game.expect("cue");
            assertThat(cue.integer("at", 0)).isEqualTo(1_234_567);
            assertThat(cue.text("to")).isEqualTo("boss");
        }
    }

    @Test
    void shouldShowTheNewestPositions() {
        try (Show show = Show.connect(server.url(), "key").ready()) {
            show.positions(new byte[] {1, 2, 3});
            java.nio.ByteBuffer first = server.game().expectBinary();
            assertThat(first.get()).isEqualTo((byte) 3);
            first.getInt();
            assertThat(first.get()).isEqualTo((byte) 3);
            assertThat(first.remaining()).isEqualTo(3);
        }
    }

    @Test
    void shouldCallTheServer() {
        AtomicInteger errors = new AtomicInteger();
        try (Show show = Show.connect(server.url(), "key")
                .onError(error -> errors.incrementAndGet())
                .ready()) {
            ScriptedServer.Game game = server.game();
            CompletableFuture<Long> balance = show.grant("v1", 50, "birthday-v1");
            JsonObject grant = game.expect("call");
            assertThat(grant.text("method")).isEqualTo("credits.grant");
            assertThat(grant.object("params").integer("amount", 0)).isEqualTo(50);
            reply(game, grant, "{\"balance\":150}");
            assertThat(balance.join()).isEqualTo(150);

            CompletableFuture<List<Member>> viewers = show.viewers("");
            reply(
                    game,
                    game.expect("call"),
                    "{\"viewers\":[{\"id\":\"v1\",\"name\":\"Ann\",\"group\":\"red\",\"roles\":[\"crew\"]}]}");
            assertThat(viewers.join()).containsExactly(new Member(new Viewer("v1", "Ann"), "red", List.of("crew")));

            CompletableFuture<Void> ban = show.ban("v9", Duration.ofHours(1));
            JsonObject call = game.expect("call");
            assertThat(call.object("params").integer("minutes", 0)).isEqualTo(60);
            game.send(Map.of(
                    "type", "error", "id", call.integer("id", 0), "code", "not-found", "message", "No such viewer."));
            assertThatThrownBy(ban::join).cause().hasMessageContaining("not-found");
            Until.until("the failure is told as well", () -> errors.get() == 1);
        }
    }

    private static void reply(ScriptedServer.Game game, JsonObject call, String result) {
        game.sendText("{\"type\":\"reply\",\"id\":" + call.integer("id", 0) + ",\"result\":" + result + "}");
    }

    @Test
    void shouldPassErrorsAndStatsOn() {
        AtomicReference<ShowError> error = new AtomicReference<>();
        try (Show show = Show.connect(server.url(), "key").onError(error::set).ready()) {
            ScriptedServer.Game game = server.game();
            game.sendText(
                    "{\"type\":\"error\",\"code\":\"rate\",\"message\":\"Too many events.\",\"retryAfterMs\":70}");
            Until.until("the error is told", () -> error.get() != null);
            assertThat(error.get()).isEqualTo(new ShowError("rate", "Too many events.", "", 70));

            game.sendText(
                    "{\"type\":\"stats\",\"viewers\":12,\"received\":5,\"dropped\":{\"rate\":2},\"degraded\":\"sample\"}");
            Until.until("stats are there", () -> show.stats().viewers() == 12);
            assertThat(show.stats().dropped()).isEqualTo(Map.of("rate", 2L));
            assertThat(show.stats().degraded()).isEqualTo("sample");

            game.sendText("not JSON");
            Until.until("nonsense is told", () -> error.get().code().equals("protocol"));
            game.send(Bytes.tick(1, 2, 3).done());
            game.sendText("{\"type\":\"stats\",\"viewers\":13}");
            Until.until("the connection goes on", () -> show.stats().viewers() == 13);
        }
    }

    @Test
    void shouldKnowStreamTime() {
        try (Show show = Show.connect(server.url(), "key")) {
            long here = ScriptedServer.nowUs();
            assertThat(Math.abs(show.now() - here)).isLessThan(10_000_000);
        }
    }
}
