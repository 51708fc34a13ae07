package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.protocol.TickRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a game with 200 controls is sent stays below 1.5 Mbit/s, by ten viewers and by ten thousand, in simulated time. Viewers give input as fast as they may: 30
 * moves and 10 presses and releases a second. Half buttons, half joysticks is more than a stage has of sticks, which cost four times a button; nothing but
 * joysticks is the most that aggregated controls can cost. {@code bench traffic} shows the numbers.
 */
class TrafficTest {
    private static final int CONTROLS = 200;
    private static final int TICK_MS = 50;
    private static final int TICKS = 40;
    private static final int WARM_UP_TICKS = 10;
    private static final long BYTES_PER_SECOND_MAX = 1_500_000 / 8;

    /** Before a binary message of more than 125 bytes towards a client, RFC 6455 section 5.2. */
    private static final int WEBSOCKET_HEADER = 4;

    private static final String HELLO = "{\"type\":\"hello\",\"version\":1,\"role\":\"viewer\"}";

    private final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource({"10, 100", "10, 0", "10000, 100", "10000, 0"})
    void shouldCostTheGameTheSameWhateverItsAudience(int viewers, int buttons) {
        Stage.Box game = stage.game(
                "",
                IntStream.range(0, CONTROLS)
                        .mapToObj(i -> "'c" + i + "':{'kind':'" + (i < buttons ? "button" : "joystick") + "'}")
                        .collect(Collectors.joining(",", "{", "}")));
        List<Integer> numbers = IntStream.range(0, CONTROLS)
                .map(i -> game.number("c" + i))
                .boxed()
                .toList();
        List<Interaction.Client> audience = new ArrayList<>();
        for (int i = 0; i < viewers; i++) {
            audience.add(unseeing(i));
        }
        for (int tick = 0; tick < WARM_UP_TICKS + TICKS; tick++) {
            if (tick == WARM_UP_TICKS) {
                game.forget();
            }
            for (int i = 0; i < viewers; i++) {
                byte[] input = input(i, tick, buttons, numbers);
                audience.get(i).binary(stage.nowNs, input, 0, input.length);
            }
            stage.pass(TICK_MS);
        }
        if (viewers >= CONTROLS) {
            // Every control had input in every tick, or the bytes would prove nothing.
            assertThat(game.ticks())
                    .hasSize(TICKS)
                    .allSatisfy(tick -> assertThat(tick.records().stream()
                                    .filter(each -> each.received() > 0)
                                    .map(TickRecord::control))
                            .hasSize(CONTROLS));
        }
        long bytes = game.binaries.stream()
                        .mapToLong(frame -> frame.length + WEBSOCKET_HEADER)
                        .sum()
                + game.raw.stream()
                        .mapToLong(text -> text.length + WEBSOCKET_HEADER)
                        .sum();
        assertThat(bytes * 1_000 / (TICKS * TICK_MS)).isPositive().isLessThanOrEqualTo(BYTES_PER_SECOND_MAX);
        assertThat(stage.bus.counters().dropped()).doesNotContainKeys("not-found", "disabled", "invalid", "malformed");
    }

    /** Neighbours take controls beside each other; a move each tick, and every other tick a second one, or a press or release. */
    private static byte[] input(int viewer, int tick, int buttons, List<Integer> numbers) {
        int sticks = CONTROLS - buttons;
        int order = 2 * tick;
        int x = Math.floorMod(viewer * 7_919 + tick * 104_729, 65_535) - 32_767;
        Inputs frame = Inputs.frame().move(numbers.get(buttons + (viewer + tick) % sticks), x, -x, order);
        if ((viewer + tick) % 2 == 0) {
            return frame.move(numbers.get(buttons + (viewer + tick + sticks / 2) % sticks), -x, x, order + 1)
                    .bytes();
        }
        if (buttons > 0) {
            int input = tick / 2;
            int button = numbers.get((viewer / 2 + input / 2) % buttons);
            return (input % 2 == 0 ? frame.press(button, input) : frame.release(button, input)).bytes();
        }
        return frame.bytes();
    }

    /** A viewer who looks at nothing, so that ten thousand fit. */
    private Interaction.Client unseeing(int number) {
        Interaction.Client viewer = stage.bus.connect(
                stage.nowNs, Stage.STREAM, "10.1.0." + number % 250, SeenFrameClock.NONE, new Outbox() {
                    @Override
                    public void text(byte[] utf8) {}

                    @Override
                    public void binary(byte[] data) {}

                    @Override
                    public long bufferedBytes() {
                        return 0;
                    }

                    @Override
                    public void close() {}
                });
        byte[] hello = HELLO.getBytes(StandardCharsets.UTF_8);
        viewer.text(stage.nowNs, hello, 0, hello.length);
        stage.turn();
        return viewer;
    }
}
