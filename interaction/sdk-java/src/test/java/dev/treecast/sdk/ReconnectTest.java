package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections break; shows go on. */
class ReconnectTest {
    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void close() {
        server.close();
    }

    private ShowBuilder builder() {
        return Show.builder(server.url(), "key").times(1_000, 15_000, 5_000, 20);
    }

    @Test
    void shouldComeBackWithAHigherEpochAndDeclareAgain() {
        AtomicInteger connected = new AtomicInteger();
        AtomicReference<String> disconnected = new AtomicReference<>();
        try (Show show = builder().connect()) {
            show.onConnected(connected::incrementAndGet).onDisconnected(disconnected::set);
            Label score = show.label("score").text("0");
            var unused = show.world("hp", 50).crew(List.of("v1"));
            show.ready();
            ScriptedServer.Game first = server.game();
            first.expect("hello");
            first.expect("ready");
            score.text("1");
            first.expect("patch");
            first.cut();

            ScriptedServer.Game second = server.game();
            assertThat(second.expect("hello").integer("epoch", 0)).isEqualTo(8);
            JsonObject ops = second.expect("patch").object("ops");
            assertThat(ops.object("scenes")
                            .object("default")
                            .object("controls")
                            .object("score")
                            .members())
                    .isEqualTo(Map.of("kind", "label", "text", "1"));
            assertThat(ops.object("world").integer("hp", 0)).isEqualTo(50);
            second.expect("ready");
            JsonObject crew = second.expect("call");
            assertThat(crew.text("method")).isEqualTo("crew.set");
            assertThat(crew.object("params").list("viewers")).isEqualTo(List.of("v1"));
            Until.until("the game is told", () -> disconnected.get() != null && connected.get() >= 1);
            assertThat(show.isOpen()).isTrue();
        }
    }

    @Test
    void shouldCountAnEpochAsUsedWhenItsWelcomeMayHaveBeenLost() {
        try (Show show = builder().connect()) {
            ScriptedServer.Game first = server.game();
            server.greets = false;
            first.cut();
            ScriptedServer.Game second = server.game();
            assertThat(second.expect("hello").integer("epoch", 0)).isEqualTo(8);
            second.cut();
            ScriptedServer.Game third = server.game();
            assertThat(third.expect("hello").integer("epoch", 0)).isEqualTo(9);
            third.welcome();
            Until.until("it is back", show::isConnected);
        }
    }

    @Test
    void shouldNotFightWhoTookOver() {
        Show show = builder().connect().ready();
        ScriptedServer.Game game = server.game();
        game.sendText(
                "{\"type\":\"bye\",\"code\":\"superseded\",\"message\":\"Another game took over.\",\"reconnect\":true}");

        assertThat(show.await().code()).isEqualTo("superseded");
        show.close();
        assertThat(server.hasAnotherGame()).isFalse();
    }

    @Test
    void shouldNotFightWhoTookOverWhileItWasAway() {
        Show show = builder().connect().ready();
        ScriptedServer.Game first = server.game();
        server.greets = false;
        first.cut();
        ScriptedServer.Game second = server.game();
        second.expect("hello");
        second.sendText("{\"type\":\"error\",\"code\":\"superseded\",\"message\":\"The epoch is not higher.\"}");

        assertThat(show.await().code()).isEqualTo("superseded");
        show.close();
    }

    @Test
    void shouldWaitAsLongAsTheServerAsks() {
        try (Show show = builder().connect()) {
            ScriptedServer.Game first = server.game();
            long startNs = System.nanoTime();
            first.sendText(
                    "{\"type\":\"bye\",\"code\":\"shutdown\",\"message\":\"\",\"reconnect\":true,\"retryAfterMs\":200}");
            server.game().expect("hello");
            assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(200_000_000L);
            assertThat(show.isOpen()).isTrue();
        }
    }

    @Test
    void shouldNoticeADeadConnection() {
        AtomicReference<String> why = new AtomicReference<>();
        server.greets = false;
        CompletableFuture<Show> connecting = CompletableFuture.supplyAsync(() ->
                Show.builder(server.url(), "key").times(1_000, 300, 60_000, 20).connect());
        ScriptedServer.Game first = server.game();
        first.expect("hello");
        first.welcome();
        try (Show show = connecting.join().onDisconnected(why::set)) {
            server.greets = true;
            server.game().expect("hello");
            Until.until("the game is told", () -> why.get() != null);
            assertThat(why.get()).contains("nothing was heard");
            assertThat(show.isOpen()).isTrue();
        }
    }

    @Test
    void shouldTryAgainWhenNobodyGreets() {
        try (Show show = builder().connect()) {
            ScriptedServer.Game first = server.game();
            server.greets = false;
            first.cut();
            server.game().expect("hello");
            server.greets = true;
            server.game().expect("hello");
            Until.until("it is back", show::isConnected);
        }
    }

    @Test
    void shouldBePatientWhenAsked() {
        server.greets = false;
        CompletableFuture<Show> connecting = CompletableFuture.supplyAsync(
                () -> builder().patience(Duration.ofSeconds(20)).connect());
        server.game().cut();
        server.greets = true;
        try (Show show = connecting.join()) {
            assertThat(show.isConnected()).isTrue();
        }
    }

    @Test
    void shouldFailCallsThatTheConnectionTookWithIt() {
        try (Show show = builder().connect().onError(error -> {}).ready()) {
            ScriptedServer.Game game = server.game();
            CompletableFuture<Void> mute = show.mute("v1", Duration.ofMinutes(5));
            game.expect("call");
            game.cut();
            assertThat(mute.handle((done, failure) -> failure).join()).hasMessageContaining("disconnected");
        }
    }

    @Test
    void shouldLeaveMomentsOutWhileThereIsNoConnection() {
        try (Show show = builder().connect().ready()) {
            ScriptedServer.Game game = server.game();
            server.greets = false;
            game.cut();
            Until.until("it is noticed", () -> !show.isConnected());
            assertThat(show.event("hit", 1)).isFalse();
        }
    }

    @Test
    void shouldNotTakeBackWhatACallHasOpened() {
        try (Show show = builder().connect()) {
            Poll vote = show.poll("vote", "yes", "no").closed();
            show.ready();
            ScriptedServer.Game first = server.game();
            assertThat(declared(first, "vote").flag("open")).isFalse();
            CompletableFuture<Integer> round = vote.open(Duration.ofSeconds(30));
            JsonObject call = first.expect("call");
            assertThat(call.object("params").text("scene")).isEqualTo("default");
            first.sendText("{\"type\":\"reply\",\"id\":" + call.integer("id", 0) + ",\"result\":{\"round\":3}}");
            assertThat(round.join()).isEqualTo(3);
            first.cut();

            JsonObject again = declared(server.game(), "vote");
            assertThat(again.flag("open")).isTrue();
            assertThat(again.integer("everyMs", 0)).isEqualTo(30_000);
        }
    }

    private static JsonObject declared(ScriptedServer.Game game, String control) {
        JsonObject ops = game.expect("patch").object("ops");
        return ops.object("scenes").object("default").object("controls").object(control);
    }
}
