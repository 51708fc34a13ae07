package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Purchases: once to the game, and answered until the server has it. */
class PurchaseFlowTest {
    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void close() {
        server.close();
    }

    private Show connect() {
        return Show.builder(server.url(), "key").times(2_000, 15_000, 5_000, 20).connect();
    }

    @Test
    void shouldCaptureOrGiveBack() {
        try (Show show = connect()) {
            show.button("heal").cost(100).onBuy((who, buy) -> {
                assertThat(who).isEqualTo(new Viewer("v1", "Ann"));
                assertThat(buy.cost()).isEqualTo(100);
                switch (buy.id()) {
                    case "p1" -> buy.capture();
                    case "p2" -> buy.refund("full health");
                    case "p3" -> buy.retryAfter(Duration.ofSeconds(3), "busy");
                    default -> buy.unavailable("sold out");
                }
            });
            show.ready();
            ScriptedServer.Game game = server.game();

            game.deliver("p1", "heal", 1);
            assertThat(game.expect("capture").members()).isEqualTo(Map.of("type", "capture", "purchase", "p1"));
            game.deliver("p2", "heal", 1);
            assertThat(game.expect("void").members())
                    .isEqualTo(Map.of("type", "void", "purchase", "p2", "code", "failed", "message", "full health"));
            game.deliver("p3", "heal", 1);
            assertThat(game.expect("void").integer("retryAfterMs", 0)).isEqualTo(3_000);
            game.deliver("p4", "heal", 1);
            assertThat(game.expect("void").text("code")).isEqualTo("unavailable");
        }
    }

    @Test
    void shouldHandTheGameEachPurchaseOnceAndRepeatItsAnswer() {
        AtomicInteger sold = new AtomicInteger();
        AtomicReference<Purchase> open = new AtomicReference<>();
        try (Show show = connect()) {
            show.button("heal").cost(100).onBuy((who, buy) -> {
                sold.incrementAndGet();
                open.set(buy);
            });
            show.ready();
            ScriptedServer.Game game = server.game();
            game.deliver("p1", "heal", 1);
            game.deliver("p1", "heal", 2);
            Until.until("it is sold", () -> open.get() != null);
            assertThat(open.get().capture()).isTrue();
            assertThat(open.get().refund("too late")).isFalse();
            game.expect("capture");

            game.deliver("p1", "heal", 3);
            assertThat(game.expect("capture").text("purchase")).isEqualTo("p1");
            game.settle("p1", "captured");
            game.deliver("p1", "heal", 4);
            assertThat(game.expect("capture").text("purchase")).isEqualTo("p1");
            assertThat(sold).hasValue(1);
        }
    }

    @Test
    void shouldAnswerAgainOnTheNextConnectionUntilItIsSettled() {
        List<Boolean> settled = Collections.synchronizedList(new ArrayList<>());
        try (Show show = connect()) {
            show.button("heal").cost(100).onBuy((who, buy) -> {
                buy.onSettled(settled::add);
                buy.capture();
            });
            show.ready();
            ScriptedServer.Game first = server.game();
            first.deliver("p1", "heal", 1);
            first.deliver("p2", "heal", 1);
            first.expect("capture");
            first.expect("capture");
            first.settle("p1", "captured");
            Until.until("the first is settled", () -> settled.size() == 1);
            first.cut();

            ScriptedServer.Game second = server.game();
            assertThat(second.expect("capture").text("purchase")).isEqualTo("p2");
            second.expect("ready");
            assertThat(second.rest()).doesNotContain("capture");
            second.settle("p2", "captured");
            Until.until("the second is settled", () -> settled.size() == 2);
            second.cut();
            ScriptedServer.Game third = server.game();
            third.expect("ready");
            assertThat(third.rest()).doesNotContain("capture");
            assertThat(settled).containsExactly(true, true);
        }
    }

    @Test
    void shouldGiveBackWhatNobodySellsOrWhatThrew() {
        List<ShowError> errors = Collections.synchronizedList(new ArrayList<>());
        try (Show show = connect().onError(errors::add)) {
            show.button("free");
            show.textbox("name").cost(5).onBuy((who, buy) -> {
                throw new IllegalStateException("a fault of the game's");
            });
            show.ready();
            ScriptedServer.Game game = server.game();
            game.deliver("p1", "free", 1);
            assertThat(game.expect("void").text("code")).isEqualTo("unavailable");
            game.deliver("p2", "unknown", 1);
            assertThat(game.expect("void").text("code")).isEqualTo("unavailable");
            game.deliver("p3", "name", 1);
            assertThat(game.expect("void").text("code")).isEqualTo("failed");
            Until.until("the fault is told", () -> !errors.isEmpty());
            assertThat(errors.get(0).code()).isEqualTo("callback");
            assertThat(errors.get(0).message()).contains("a fault of the game's");
        }
    }

    @Test
    void shouldTellWhenACaptureCameTooLate() {
        AtomicReference<ShowError> error = new AtomicReference<>();
        try (Show show = connect().onError(error::set)) {
            show.button("heal").cost(100).onBuy((who, buy) -> buy.capture());
            show.ready();
            ScriptedServer.Game game = server.game();
            game.deliver("p1", "heal", 1);
            game.expect("capture");
            game.settle("p1", "voided");
            Until.until("it is told", () -> error.get() != null);
            assertThat(error.get().code()).isEqualTo("late");
        }
    }

    @Test
    void shouldNotSellWhatHasRunOutWhileItWaited() {
        AtomicInteger sold = new AtomicInteger();
        try (Show show = connect()) {
            show.button("heal").cost(100).onBuy((who, buy) -> {
                sold.incrementAndGet();
                buy.capture();
            });
            show.ready();
            ScriptedServer.Game game = server.game();
            game.send(Map.of("type", "deliver", "purchase", "p0", "control", "heal", "cost", 1L, "expiresAt", 1L));
            game.deliver("p1", "heal", 1);
            assertThat(game.expect("capture").text("purchase")).isEqualTo("p1");
            assertThat(sold).hasValue(1);
        }
    }

    @Test
    void shouldLetTheServerDeliverAgainWhatFoundNoRoom() {
        AtomicInteger sold = new AtomicInteger();
        List<ShowError> errors = new ArrayList<>();
        try (Show show =
                Show.builder(server.url(), "key").polling().queuedEvents(2).connect()) {
            show.onError(errors::add);
            show.button("heal").cost(100).onBuy((who, buy) -> {
                sold.incrementAndGet();
                buy.capture();
            });
            show.ready();
            show.pump(10);
            ScriptedServer.Game game = server.game();
            for (int i = 1; i <= 3; i++) {
                game.deliver("p" + i, "heal", 1);
            }
            game.sendText("{\"type\":\"stats\",\"viewers\":1}");
            Until.until("all have come", () -> show.stats().viewers() == 1);
            show.pump(10);
            assertThat(sold).hasValue(2);
            assertThat(errors).extracting(ShowError::code).containsExactly("overflow");

            game.deliver("p3", "heal", 2);
            game.deliver("p2", "heal", 2);
            game.sendText("{\"type\":\"stats\",\"viewers\":2}");
            Until.until("it has come again", () -> show.stats().viewers() == 2);
            show.pump(10);
            assertThat(sold).hasValue(3);
        }
    }

    @Test
    void shouldKeepWhatAnEarlierLifeLeftOpenUntilTheGameHasDeclaredWhatItSells() {
        server.greets = false;
        CompletableFuture<Show> connecting = CompletableFuture.supplyAsync(this::connect);
        ScriptedServer.Game game = server.game();
        game.expect("hello");
        game.welcome();
        game.deliver("p1", "heal", 2);
        try (Show show = connecting.join()) {
            game.sendText("{\"type\":\"stats\",\"viewers\":1}");
            Until.until("it has come", () -> show.stats().viewers() == 1);
            assertThat(game.rest()).isEmpty();
            AtomicInteger attempt = new AtomicInteger();
            show.button("heal").cost(100).onBuy((who, buy) -> {
                attempt.set(buy.attempt());
                buy.capture();
            });
            show.ready();
            assertThat(game.expect("capture").text("purchase")).isEqualTo("p1");
            assertThat(attempt).hasValue(2);
        }
    }

    @Test
    void shouldTellThatAnAnswerCameAfterTheHoldHadRunOut() {
        AtomicReference<ShowError> error = new AtomicReference<>();
        AtomicReference<Purchase> slow = new AtomicReference<>();
        try (Show show = connect().onError(error::set)) {
            show.button("heal").cost(100).onBuy((who, buy) -> slow.set(buy));
            show.ready();
            ScriptedServer.Game game = server.game();
            game.deliver("p1", "heal", 1);
            Until.until("the game has it", () -> slow.get() != null);
            AtomicReference<Boolean> captured = new AtomicReference<>();
            slow.get().onSettled(captured::set);
            game.settle("p1", "voided");
            Until.until("it has run out", () -> captured.get() != null);
            assertThat(captured).hasValue(false);
            slow.get().capture();
            Until.until("it is told", () -> error.get() != null);
            assertThat(error.get().code()).isEqualTo("late");
        }
    }

    @Test
    void shouldTellControlsOfOneNameInTwoScenesApart() {
        try (Show show = connect()) {
            show.button("heal").cost(100).onBuy((who, buy) -> buy.refund("default"));
            show.scene("boss").button("heal").cost(100).onBuy((who, buy) -> buy.refund("boss"));
            show.ready();
            ScriptedServer.Game game = server.game();
            game.send(Map.of("type", "deliver", "purchase", "p1", "scene", "boss", "control", "heal"));
            assertThat(game.expect("void").text("message")).isEqualTo("boss");
        }
    }
}
