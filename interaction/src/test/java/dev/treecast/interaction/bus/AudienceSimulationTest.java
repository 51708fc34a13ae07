package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.protocol.TickRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 200 viewers press, vote, steer and buy over a network that loses, repeats and reorders, leave and come back, while the game is killed and comes back, for two
 * minutes. What the game hears is held against what the model says was accepted.
 */
class AudienceSimulationTest {
    private static final int VIEWERS = 200;
    private static final int STEPS = 1_200;
    private static final int STEP_MS = 100;

    private final Stage stage = new Stage();
    private final Map<String, Integer> votes = new HashMap<>();
    private long presses;
    private long releases;
    private long moves;
    private int steps;

    private final class Guest {
        private final Random random;
        private final String name;
        private Stage.Box box;
        private int input;
        private int order;
        private boolean holding;
        private byte[] last = new byte[0];
        private int keys;

        Guest(int number, long seed) {
            random = new Random(seed);
            name = "guest-" + number;
            box = stage.viewer(",'token':'viewer:" + name + "'");
        }

        void step(int jump, int drone) {
            if (random.nextInt(100) == 0) {
                String session = box.last("welcome").path("session").asText();
                box.leave();
                box = stage.viewer(",'token':'viewer:" + name + "','resume':{'session':'" + session + "','ver':0}");
                // Leaving lets go of what is held; that is no input.
                holding = false;
            }
            if (random.nextInt(5) == 0) {
                input = input + 1 & 0xFFFF;
                Inputs frame = Inputs.frame();
                last = (holding ? frame.release(jump, input) : frame.press(jump, input)).bytes();
                boolean arrives = random.nextInt(10) > 0;
                if (arrives) {
                    presses += holding ? 0 : 1;
                    releases += holding ? 1 : 0;
                    holding = !holding;
                    for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
                        box.sendBinary(last);
                    }
                }
            }
            if (random.nextInt(3) == 0) {
                order = order + 1 & 0xFFFF;
                byte[] frame = Inputs.frame()
                        .move(drone, random.nextInt(65_535) - 32_767, 0, order)
                        .bytes();
                box.sendBinary(frame);
                box.sendBinary(frame);
                moves++;
            }
            if (random.nextInt(40) == 0) {
                int option = random.nextInt(3);
                box.say("{'type':'ballot','control':'weapon','round':1,'option':" + option + "}");
                votes.put(name, option);
            }
            if (random.nextInt(200) == 0) {
                String key = name + "-key-" + keys++;
                box.say("{'type':'intent','key':'" + key + "','control':'heal'}");
                box.say("{'type':'intent','key':'" + key + "','control':'heal'}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldCountWhatWasAccepted(long seed) {
        Random random = new Random(seed);
        List<Stage.Box> games = new ArrayList<>();
        Stage.Box game = stage.game(
                "",
                "{'jump':{'kind':'button'},'drone':{'kind':'joystick'},'heal':{'kind':'button','cost':10},"
                        + "'weapon':{'kind':'poll','options':['a','b','c']}}");
        int jump = game.number("jump");
        int drone = game.number("drone");
        games.add(game);
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < VIEWERS; i++) {
            guests.add(new Guest(i, random.nextLong()));
        }
        for (steps = 0; steps < STEPS; steps++) {
            guests.forEach(guest -> guest.step(jump, drone));
            stage.pass(STEP_MS);
            settle(game, random);
            if (random.nextInt(150) == 0) {
                game.leave();
                // Shorter than it takes to freeze.
                stage.pass(random.nextInt(1_000));
                game = stage.game("");
                games.add(game);
            }
        }
        // What it left unanswered is delivered again.
        stage.pass(4_000);
        settle(game, new Random(1) {
            @Override
            public int nextInt(int bound) {
                return 1;
            }
        });
        stage.turn();
        assertThat(stage.bus.counters().dropped()).isEmpty();
        assertThat(sum(
                        games,
                        jump,
                        record ->
                                record.presses() == null ? 0 : record.presses().presses()))
                .isEqualTo(presses);
        assertThat(sum(
                        games,
                        jump,
                        record ->
                                record.presses() == null ? 0 : record.presses().releases()))
                .isEqualTo(releases);
        assertThat(sum(
                        games,
                        drone,
                        record -> record.moves() == null ? 0 : record.moves().moves()))
                .isEqualTo(moves);
        long holding = guests.stream().filter(guest -> guest.holding).count();
        assertThat(stage.bus.counters().dropped()).isEmpty();
        assertThat(Objects.requireNonNull(game.records(jump).getLast().presses())
                        .holding())
                .isEqualTo(holding);
        game.say("{'type':'call','id':9,'method':'poll.close','params':{'control':'weapon'}}");
        stage.pass(1_100);
        for (int option = 0; option < 3; option++) {
            int wanted = option;
            assertThat(game.last("result").path("counts").get(option).asLong())
                    .isEqualTo(votes.values().stream()
                            .filter(each -> each == wanted)
                            .count());
        }
        for (Guest guest : guests) {
            long bought = stage.ledger.recent(Stage.STREAM, guest.name).stream()
                    .filter(purchase -> !purchase.isHeld()
                            && purchase.state() == dev.treecast.interaction.ledger.Purchase.State.CAPTURED)
                    .count();
            assertThat(stage.ledger.recent(Stage.STREAM, guest.name)).hasSize(guest.keys);
            assertThat(stage.ledger.held(Stage.STREAM)).isEmpty();
            assertThat(stage.ledger.balance(Stage.STREAM, guest.name)).isEqualTo(1_000 - 10 * bought);
        }
    }

    /** A trivial game: takes what is delivered, gives back every fifth, and sometimes answers twice or not at all. */
    private void settle(Stage.Box game, Random random) {
        List<String> delivered = game.all("deliver").stream()
                .map(each -> each.path("purchase").asText())
                .toList();
        game.texts.removeIf(text -> text.path("type").asText().equals("deliver"));
        for (String purchase : delivered) {
            if (random.nextInt(4) == 0) {
                continue;
            }
            String answer = random.nextInt(5) == 0
                    ? "{'type':'void','purchase':'" + purchase + "','code':'failed','message':'full health'}"
                    : "{'type':'capture','purchase':'" + purchase + "'}";
            game.say(answer);
            game.say(answer);
        }
    }

    private static long sum(List<Stage.Box> games, int control, java.util.function.ToLongFunction<TickRecord> of) {
        return games.stream()
                .flatMap(game -> game.records(control).stream())
                .mapToLong(of)
                .sum();
    }
}
