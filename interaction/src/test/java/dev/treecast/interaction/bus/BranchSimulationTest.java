package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.interaction.branch.Branch;
import dev.treecast.interaction.branch.BranchOptions;
import dev.treecast.interaction.protocol.TickRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 240 viewers at three edges press, vote, buy, leave and come back, while relays crash, edges move from one to the other and links lose packets. What the game
 * gets is held against what viewers said; what viewers get, against what the game said.
 */
class BranchSimulationTest {
    private static final int VIEWERS = 240;
    private static final int STEPS = 300;
    private static final int STEP_MS = 100;

    private final Stage stage = new Stage();
    private final Map<String, Integer> votes = new HashMap<>();
    private final Map<String, Integer> bought = new HashMap<>();
    private final Set<String> answered = new HashSet<>();
    private long presses;

    private final class Guest {
        final String name;
        final List<Stage.Box> boxes = new ArrayList<>();
        private final Random random;
        private final TreeNetwork network;
        private int edge;
        private Stage.Box box;
        private int awaySteps;
        private int input;
        private boolean holds;

        Guest(TreeNetwork network, int number, long seed) {
            this.network = network;
            random = new Random(seed);
            name = "guest-" + number;
            edge = number % TreeNetwork.EDGES;
            box = come("");
        }

        private Stage.Box come(String members) {
            box = network.viewer(edge, name, members);
            boxes.add(box);
            return box;
        }

        boolean isHere() {
            return awaySteps == 0;
        }

        void step(int jump, int grab) {
            if (awaySteps > 0) {
                if (--awaySteps == 0) {
                    come("");
                }
                return;
            }
            int dice = random.nextInt(1_000);
            if (dice < 4) {
                box.leave();
                holds = false;
                input = 0;
                if (!box.all("welcome").isEmpty()) {
                    String session = box.last("welcome").path("session").asText();
                    come(",'resume':{'session':'" + session + "','ver':0}");
                } else {
                    come("");
                }
            } else if (dice < 6) {
                // What it said there is to have arrived when it comes in elsewhere.
                box.leave();
                holds = false;
                awaySteps = 30;
                edge = random.nextInt(TreeNetwork.EDGES);
            } else if (dice < 80) {
                box.sendBinary(Inputs.frame().press(jump, ++input & 0xFFFF).bytes());
                presses++;
            } else if (dice < 100) {
                int option = random.nextInt(3);
                box.say("{'type':'ballot','control':'weapon','round':1,'option':" + option + "}");
                votes.put(name, option);
            } else if (dice >= 970) {
                holds = !holds;
                Inputs frame = Inputs.frame();
                box.sendBinary(
                        (holds ? frame.press(grab, ++input & 0xFFFF) : frame.release(grab, ++input & 0xFFFF)).bytes());
            } else if (dice < 104) {
                String key = name + "-key-" + bought.merge(name, 1, Integer::sum);
                box.say("{'type':'intent','key':'" + key + "','control':'heal'}");
                box.say("{'type':'intent','key':'" + key + "','control':'heal'}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldLoseAndRepeatNothing(long seed) {
        Random random = new Random(seed);
        TreeNetwork network = new TreeNetwork(stage, seed, 20, BranchOptions.defaults());
        Stage.Box game = stage.game(
                "",
                "{'jump':{'kind':'button'},'grab':{'kind':'button'},'heal':{'kind':'button','cost':10},"
                        + "'weapon':{'kind':'poll','options':['a','b','c']}}");
        int jump = game.number("jump");
        int grab = game.number("grab");
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < VIEWERS; i++) {
            guests.add(new Guest(network, i, random.nextLong()));
        }
        network.pass(1_000);
        int down = -1;
        int score = 0;
        for (int step = 0; step < STEPS; step++) {
            guests.forEach(guest -> guest.step(jump, grab));
            if (step % 3 == 0) {
                game.say("{'type':'patch','id':2,'ops':{'world':{'score':" + ++score + "}}}");
            }
            if (step % 40 == 10) {
                down = random.nextInt(TreeNetwork.RELAYS);
                network.crash(down);
            } else if (step % 40 == 13) {
                for (int edge = 0; edge < TreeNetwork.EDGES; edge++) {
                    if (network.parents[edge] == down) {
                        network.move(edge, 1 - down);
                    }
                }
            } else if (step % 40 == 25) {
                network.restart(down);
            } else if (step % 40 == 30) {
                int edge = random.nextInt(TreeNetwork.EDGES);
                network.move(edge, 1 - network.parents[edge]);
            }
            network.pass(STEP_MS);
            settle(game);
        }
        network.pass(5_000);
        settle(game);
        network.pass(3_000);

        assertThat(presses).isGreaterThan(1_000);
        assertThat(stage.bus.counters().dropped()).isEmpty();
        assertThat(game.records(jump).stream().mapToLong(TickRecord::received).sum())
                .isEqualTo(presses);
        assertThat(Objects.requireNonNull(game.records(grab).getLast().presses())
                        .holding())
                .isEqualTo(guests.stream().filter(guest -> guest.holds).count());
        assertThat(network.branches.stream().mapToLong(Branch::folded).sum()).isGreaterThan(presses / 2);
        int sales = bought.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(answered).hasSize(sales);
        bought.forEach((name, count) ->
                assertThat(stage.ledger.balance(Stage.STREAM, name)).as(name).isEqualTo(1_000 - 10L * count));
        assertThat(stage.bus.counters().viewers())
                .isEqualTo((int) guests.stream().filter(Guest::isHere).count());
        assertThat(network.trunk.malformed()).isZero();
        int last = score;
        guests.forEach(guest ->
                guest.boxes.forEach(box -> inOrder(guest.name, box, box == guest.box && guest.isHere() ? last : -1)));
        tally(game);
    }

    private void settle(Stage.Box game) {
        for (JsonNode deliver : game.all("deliver")) {
            String id = deliver.path("purchase").asText();
            if (answered.add(id)) {
                game.say("{'type':'capture','purchase':'" + id + "'}");
            }
        }
    }

    private static void inOrder(String name, Stage.Box box, int score) {
        long version = -1;
        int seen = -1;
        for (JsonNode text : box.texts) {
            String type = text.path("type").asText();
            if (type.equals("snapshot")) {
                version = text.path("ver").asLong();
                seen = text.path("world").path("score").asInt(seen);
            } else if (type.equals("patch")) {
                assertThat(text.path("ver").asLong())
                        .as(name)
                        .isEqualTo(version < 0 ? text.path("ver").asLong() : version + 1);
                version = text.path("ver").asLong();
                seen = text.path("ops").path("world").path("score").asInt(seen);
            }
        }
        if (score >= 0) {
            assertThat(seen).as(name).isEqualTo(score);
        }
    }

    private void tally(Stage.Box game) {
        game.say("{'type':'call','id':9,'method':'poll.close','params':{'control':'weapon'}}");
        stage.pass(1_100);
        for (int option = 0; option < 3; option++) {
            int wanted = option;
            assertThat(game.last("result").path("counts").get(option).asLong())
                    .isEqualTo(votes.values().stream()
                            .filter(each -> each == wanted)
                            .count());
        }
    }
}
