package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timed effects: the game decides, the server keeps the time, and neither loses sight of the other. */
class EffectTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final ScriptedServer server = new ScriptedServer();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<ShowError> errors = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        server.close();
    }

    private Show connect() {
        return Show.builder(server.url(), "key")
                .times(2_000, 15_000, 5_000, 20)
                .connect()
                .onError(errors::add);
    }

    private Effect speed(Show show) {
        return show.effect("speed")
                .lasting(LONG)
                .label("Double speed")
                .onStart(() -> told.add("start"))
                .onEnd(() -> told.add("end"));
    }

    /** The next call, which has to be this one; answered. */
    private static JsonObject call(ScriptedServer.Game game, String method) {
        JsonObject call = ask(game, method);
        reply(game, call);
        return call.object("params");
    }

    private static JsonObject ask(ScriptedServer.Game game, String method) {
        JsonObject call = game.expect("call");
        assertThat(call.text("method")).isEqualTo(method);
        return call;
    }

    private static void reply(ScriptedServer.Game game, JsonObject call) {
        game.send(Map.of("type", "reply", "id", call.integer("id", 0), "result", Map.of()));
    }

    private static void over(ScriptedServer.Game game) {
        game.send(Map.of("type", "effect", "effect", "speed", "state", "ended"));
    }

    private void untilTold(String... all) {
        Until.until("told " + List.of(all), () -> List.copyOf(told).equals(List.of(all)));
    }

    private static String running(long leftMs) {
        return "{\"speed\":{\"durationMs\":600000,\"purchase\":\"p1\",\"endsAt\":"
                + (ScriptedServer.nowUs() + leftMs * 1_000) + "},\"old\":{\"durationMs\":600000,\"remainingMs\":5000}}";
    }

    @Test
    void shouldStartPauseResumeAndEnd() {
        try (Show show = connect()) {
            Effect speed = speed(show).data(Map.of("factor", 2));
            show.ready();
            ScriptedServer.Game game = server.game();
            assertThat(speed.start().isRunning()).isTrue();
            JsonObject start = call(game, "effect.start");
            assertThat(start.text("label")).isEqualTo("Double speed");
            assertThat(start.object("data").members()).isEqualTo(Map.of("factor", 2L));
            assertThat(start.integer("durationMs", 0))
                    .as("what is left of it when it is said")
                    .isBetween(LONG.toMillis() - 10_000, LONG.toMillis());
            untilTold("start");
            speed.pause().pause();
            assertThat(speed.isRunning()).isFalse();
            assertThat(speed.isPaused()).isTrue();
            Duration left = speed.remaining();
            assertThat(left).isBetween(LONG.minusSeconds(10), LONG);
            assertThat(speed.remaining()).isEqualTo(left);
            assertThat(call(game, "effect.pause").members()).isEqualTo(Map.of("effect", "speed"));
            speed.resume().resume();
            call(game, "effect.resume");
            speed.end().end();
            assertThat(speed.remaining()).isZero();
            call(game, "effect.end");
            untilTold("start", "end");
            speed.pause().resume();
            assertThat(speed.isRunning()).isFalse();
            assertThat(errors).isEmpty();
        }
    }

    @Test
    void shouldEndWhenTheServerSaysSo() {
        try (Show show = connect()) {
            Effect speed = speed(show);
            show.ready();
            ScriptedServer.Game game = server.game();
            speed.start();
            call(game, "effect.start");
            untilTold("start");
            over(game);
            untilTold("start", "end");
            assertThat(speed.isRunning()).isFalse();

            speed.start();
            call(game, "effect.start");
            speed.start();
            JsonObject again = ask(game, "effect.start");
            over(game); // That was the one before: the server has not yet answered the one that is now.
            reply(game, again);
            speed.pause();
            call(game, "effect.pause");
            assertThat(speed.isPaused()).isTrue();
            untilTold("start", "end", "start");
        }
    }

    @Test
    void shouldEndWhatTheServerRefuses() {
        try (Show show = connect()) {
            Effect speed = speed(show);
            show.ready();
            ScriptedServer.Game game = server.game();
            speed.start();
            JsonObject start = ask(game, "effect.start");
            untilTold("start");
            game.send(Map.of(
                    "type",
                    "error",
                    "id",
                    start.integer("id", 0),
                    "code",
                    "limit",
                    "message",
                    "Too many.",
                    "path",
                    "speed"));
            untilTold("start", "end");
            assertThat(speed.isRunning()).isFalse();
            Until.until("it is reported", () -> !errors.isEmpty());
            assertThat(errors.get(0).code()).isEqualTo("limit");
        }
    }

    @Test
    void shouldSayOnTheNextConnectionWhatWasDoneWithoutOne() {
        try (Show show = connect()) {
            Effect speed = speed(show);
            Effect fog = show.effect("fog").lasting(LONG);
            Effect old = show.effect("old").lasting(LONG);
            show.ready();
            ScriptedServer.Game first = server.game();
            speed.start();
            call(first, "effect.start");
            old.start();
            call(first, "effect.start");
            server.effects = running(300_000);
            first.cut();
            Until.until("the connection is gone", () -> !show.isConnected());
            speed.pause();
            old.end();
            fog.start();

            ScriptedServer.Game second = server.game();
            assertThat(call(second, "effect.pause").text("effect")).isEqualTo("speed");
            JsonObject start = call(second, "effect.start");
            assertThat(start.text("effect")).isEqualTo("fog");
            assertThat(call(second, "effect.end").text("effect")).isEqualTo("old");
            assertThat(speed.remaining()).as("the server's time").isLessThanOrEqualTo(Duration.ofMinutes(5));
            server.effects = "{}";
            second.cut();

            // That server has lost them all: of what is on, the rest is started again.
            ScriptedServer.Game third = server.game();
            JsonObject rest = call(third, "effect.start");
            assertThat(rest.text("effect")).isEqualTo("speed");
            assertThat(rest.integer("durationMs", 0)).isBetween(200_000L, 300_000L);
            call(third, "effect.pause");
            assertThat(call(third, "effect.start").text("effect")).isEqualTo("fog");
            untilTold("start");
        }
    }

    @Test
    void shouldGoOnWithWhatAnEarlierLifeStarted() {
        server.effects = running(300_000);
        try (Show show = connect()) {
            Effect speed = speed(show);
            show.button("fast").cost(100).onBuy((who, buy) -> {
                speed.start(buy);
                buy.capture();
            });
            ScriptedServer.Game game = server.game();
            game.deliver("p1", "fast", 2);
            show.ready();
            // The purchase had been carried out, and only not captured.
            assertThat(game.expect("capture").text("purchase")).isEqualTo("p1");
            assertThat(call(game, "effect.end").text("effect")).isEqualTo("old");
            untilTold("start");
            assertThat(speed.isRunning()).isTrue();
            assertThat(speed.purchase()).isEqualTo("p1");
            assertThat(speed.remaining()).isBetween(Duration.ofSeconds(200), Duration.ofMinutes(5));

            game.deliver("p2", "fast", 1);
            assertThat(call(game, "effect.start").text("purchase")).isEqualTo("p2");
            assertThat(game.expect("capture").text("purchase")).isEqualTo("p2");
        }
    }

    @Test
    void shouldNotStayInAnEffectWhenTheServerDoesNotEndIt() {
        try (Show show = connect()) {
            Effect speed = speed(show).lasting(Duration.ofMillis(1));
            show.ready();
            ScriptedServer.Game game = server.game();
            speed.start();
            call(game, "effect.start");
            untilTold("start");
            call(game, "effect.end");
            untilTold("start", "end");
        }
    }

    @Test
    void shouldEndWithTheShow() {
        Effect speed;
        try (Show show = connect()) {
            speed = speed(show);
            show.ready();
            speed.start();
            ScriptedServer.Game game = server.game();
            call(game, "effect.start");
            untilTold("start");
            game.sendText("{\"type\":\"bye\",\"code\":\"ended\",\"message\":\"Over.\",\"reconnect\":false}");
            untilTold("start", "end");
            assertThat(speed.isRunning()).isFalse();
        }
        speed.start();
        assertThat(speed.isRunning()).isFalse();
    }

    @Test
    void shouldHoldTheProtocolsBounds() {
        try (Show show = connect()) {
            Effect speed = show.effect("speed");
            assertThat(show.effect("speed")).isSameAs(speed);
            assertThatThrownBy(speed::start).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> speed.lasting(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> speed.lasting(Duration.ofMinutes(61)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> speed.label("x".repeat(201))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> speed.data("x".repeat(4_095))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> show.effect("a b")).isInstanceOf(IllegalArgumentException.class);
            for (int i = 1; i < 64; i++) {
                show.effect("e" + i);
            }
            assertThatThrownBy(() -> show.effect("one-more")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
