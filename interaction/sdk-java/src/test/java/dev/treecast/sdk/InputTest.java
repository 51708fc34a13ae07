package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What viewers do, as callbacks and as a game loop asks for it. */
class InputTest {
    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldCallBackWithTicks() {
        List<Tick> ticks = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger presses = new AtomicInteger();
        try (Show show = Show.connect(server.url(), "key")) {
            show.joystick("drone").onTick(ticks::add);
            show.button("jump").onPress(presses::addAndGet);
            show.ready();
            server.game()
                    .send(Bytes.tick(7, 1_000, 3)
                            .moves(1, 3, 0.5f, -1)
                            .presses(2, 4, 1, 3)
                            .presses(999, 1, 0, 1)
                            .done());

            Until.until("both are told", () -> ticks.size() == 1 && presses.get() == 4);
            Tick tick = ticks.get(0);
            assertThat(tick.number()).isEqualTo(7);
            assertThat(tick.time()).isEqualTo(1_000);
            assertThat(tick.x()).isEqualTo(0.5);
            assertThat(tick.y()).isEqualTo(-1);
            assertThat(tick.moves()).isEqualTo(3);
            assertThat(tick.direction(0)).isEqualTo(1);
            assertThat(tick.neutral()).isFalse();
        }
    }

    @Test
    void shouldAnswerGameLoops() {
        List<String> heard = new ArrayList<>();
        try (Show show = Show.builder(server.url(), "key").polling().connect()) {
            Button jump = show.button("jump");
            Joystick drone = show.joystick("drone");
            Poll weapon = show.poll("weapon", "Sword", "Bow").onResult(result -> heard.add(result.winner()));
            show.ready();
            ScriptedServer.Game game = server.game();
            game.send(Bytes.tick(1, 0, 2)
                    .presses(1, 3, 0, 3)
                    .moves(2, 1, 0.25f, 0.5f)
                    .done());
            game.send(Bytes.tick(2, 0, 1).presses(1, 2, 1, 4).done());
            game.sendText("{\"type\":\"result\",\"control\":\"weapon\",\"round\":1,\"counts\":[2,5],\"winner\":1}");
            Until.until("the poll has ended", () -> weapon.winner().isPresent());

            assertThat(jump.pressed()).isEqualTo(5);
            assertThat(jump.pressed()).isZero();
            assertThat(jump.holding()).isEqualTo(4);
            assertThat(drone.x()).isEqualTo(0.25);
            assertThat(drone.y()).isEqualTo(0.5);
            assertThat(weapon.winner()).contains("Bow");
            assertThat(weapon.result()).get().extracting(Result::ballots).isEqualTo(7L);
            assertThat(weapon.result()).isEmpty();
            assertThat(heard).as("nothing is called but in pump").isEmpty();
            assertThat(show.pump(100)).isPositive();
            assertThat(heard).containsExactly("Bow");
            assertThat(show.pump(100)).isZero();
        }
    }

    @Test
    void shouldTellRoundsWithoutVotesApart() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (Show show = Show.connect(server.url(), "key")) {
            Poll weapon = show.poll("weapon", "Sword", "Bow")
                    .onResult(result -> heard.add(result.winner()))
                    .onNobody(result -> heard.add("nobody in round " + result.round()));
            show.ready();
            ScriptedServer.Game game = server.game();
            game.sendText("{\"type\":\"result\",\"control\":\"weapon\",\"round\":1,\"counts\":[1,0],\"winner\":0}");
            game.sendText("{\"type\":\"result\",\"control\":\"weapon\",\"round\":2,\"counts\":[0,0],\"winner\":-1}");
            Until.until("both rounds are told", () -> heard.size() == 2);
            assertThat(heard).containsExactly("Sword", "nobody in round 2");
            assertThat(weapon.winner()).contains("Sword");
        }
    }

    @Test
    void shouldAddUpTicksWhenCallbacksAreSlow() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        List<Tick> ticks = Collections.synchronizedList(new ArrayList<>());
        try (Show show = Show.connect(server.url(), "key")) {
            show.button("jump").onTick(tick -> {
                ticks.add(tick);
                entered.countDown();
                try {
                    assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            show.ready();
            ScriptedServer.Game game = server.game();
            game.send(Bytes.tick(1, 0, 1).presses(1, 1, 0, 1).done());
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 1_000; i++) {
                game.send(Bytes.tick(2 + i, 0, 1).presses(1, 2, 1, i).done());
            }
            game.sendText("{\"type\":\"stats\",\"viewers\":1}");
            Until.until("the reader did not wait", () -> show.stats().viewers() == 1);
            go.countDown();
            Until.until("the rest came as one", () -> ticks.size() == 2);
            assertThat(ticks.get(1).presses()).isEqualTo(2_000);
            assertThat(ticks.get(1).releases()).isEqualTo(1_000);
            assertThat(ticks.get(1).holding()).isEqualTo(999);
            assertThat(ticks.get(1).number()).isEqualTo(1_001);
        }
    }

    @Test
    void shouldPassTextsAndTheCrewOnOneByOne() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (Show show = Show.connect(server.url(), "key")) {
            show.pad("map")
                    .crew()
                    .onInput(input -> heard.add(input.viewer().name() + " " + input.action() + " " + input.x() + " "
                            + input.y() + " " + input.ageMs() + " " + input.crew()));
            show.textbox("say").onText((who, text) -> heard.add(who.name() + ": " + text));
            show.ready();
            ScriptedServer.Game game = server.game();
            game.send(Bytes.name(300, "v300", "Zoë"));
            game.send(new Bytes()
                    .u8(0x11)
                    .u16(1)
                    .varint(300)
                    .u8(3)
                    .u16(32_767)
                    .u16(-32_767)
                    .i32(84)
                    .done());
            game.sendText(
                    "{\"type\":\"text\",\"control\":\"say\",\"viewer\":{\"id\":\"v1\",\"name\":\"Ann\"},\"text\":\"hi\"}");
            Until.until("both are told", () -> heard.size() == 2);
            assertThat(heard).containsExactly("Zoë MOVE 1.0 -1.0 84 true", "Ann: hi");
        }
    }

    @Test
    void shouldLetGoOfSticksWhenTheServerSaysSo() {
        try (Show show = Show.builder(server.url(), "key").polling().connect()) {
            Joystick drone = show.joystick("drone");
            show.ready();
            ScriptedServer.Game game = server.game();
            game.send(Bytes.tick(1, 0, 1).moves(1, 1, 1, 1).done());
            Until.until("it moves", () -> drone.x() == 1);
            game.send(Bytes.tick(2, 0, 1).dead(1).done());
            Until.until("it stops", () -> drone.x() == 0 && drone.last().neutral());
        }
    }

    @Test
    void shouldLetGoOfSticksWhenTheConnectionBreaks() {
        List<Tick> ticks = Collections.synchronizedList(new ArrayList<>());
        try (Show show = Show.connect(server.url(), "key")) {
            Joystick drone = show.joystick("drone").onTick(ticks::add);
            show.ready();
            ScriptedServer.Game game = server.game();
            game.send(Bytes.tick(1, 0, 1).moves(1, 1, 1, 1).done());
            Until.until("it moves", () -> drone.x() == 1);
            server.greets = false;
            game.cut();
            Until.until("it stops", () -> drone.x() == 0);
            Until.until(
                    "the game is told", () -> ticks.size() == 2 && ticks.get(1).neutral());
        }
    }

    @Test
    void shouldLetGoOfSticksThatNobodyHasSpokenOfForLong() {
        try (Show show = Show.builder(server.url(), "key").polling().connect()) {
            Pad map = show.pad("map");
            show.ready();
            server.game().send(Bytes.tick(1, 0, 1).moves(1, 1, 1, 1).done());
            Until.until("it moves", () -> map.x() == 1);
            Until.until("it stops", () -> map.x() == 0 && map.last().neutral());
        }
    }
}
