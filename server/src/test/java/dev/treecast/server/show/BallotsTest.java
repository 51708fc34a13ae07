package dev.treecast.server.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.interaction.bus.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ballots over real WebSockets: viewers vote, change their minds, repeat themselves, lose their connection with a ballot under way, come back with and without
 * their session, and vote from two windows. Each principal counts once, with what it said last.
 */
@Timeout(120)
class BallotsTest {
    private static final int OPTIONS = 3;
    private static final int NAMED = 10;
    private static final int ANONYMOUS = 6;
    private static final int ROUNDS = 2;
    private static final int STEPS = 150;

    /** Ballots of one principal in a round: with both rounds below the burst that the limits allow, so that no clock is in the test. */
    private static final int BALLOTS_MAX = 9;

    private static final String SHOW = "{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':{"
            + "'weapon':{'kind':'poll','options':['Sword','Bow','Axe'],'graceMs':0}}}}}}";

    @TempDir
    Path data;

    private WholeServer server;
    private final Map<String, Integer> votes = new HashMap<>();
    private final Map<String, Integer> said = new HashMap<>();
    private int round;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(data);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    /** One browser window. */
    private final class Window {
        private final String token;
        private Talker line;
        private String principal = "";
        private String session = "";

        Window(String token) throws Exception {
            this.token = token;
            line = enter("");
        }

        private Talker enter(String resume) throws Exception {
            Talker entered = Talker.viewer(server.port(), WholeServer.STREAM, token, resume);
            JsonNode welcome = entered.next("welcome");
            principal = welcome.at("/viewer/id").asText();
            session = welcome.get("session").asText();
            return entered;
        }

        boolean mayVote(int ballots) {
            return said.getOrDefault(principal, 0) + ballots <= BALLOTS_MAX;
        }

        private void say(int option) {
            said.merge(principal, 1, Integer::sum);
            line.say("{'type':'ballot','control':'weapon','round':" + round + ",'option':" + option + "}");
        }

        /** Says it so often, and hears each time that it counts. */
        void vote(int option, int copies) throws Exception {
            for (int i = 0; i < copies; i++) {
                say(option);
            }
            for (int i = 0; i < copies; i++) {
                JsonNode counted = line.next("ballot");
                assertThat(counted.get("option").asInt()).isEqualTo(option);
                assertThat(counted.get("counted").asBoolean()).isTrue();
            }
            votes.put(principal, option);
        }

        /** Comes back as the same viewer: by its session, or by its token alone. */
        void comeBack(boolean resume) throws Exception {
            String before = principal;
            line.close();
            line = enter(resume ? session : "");
            assertThat(principal).isEqualTo(before);
        }

        /** Votes, and does not wait to hear of it: it has to say it again. */
        void comeBackWithABallotUnderWay(int option, boolean resume) throws Exception {
            say(option);
            comeBack(resume);
            vote(option, 1);
        }

        /** Comes back as somebody new, for nothing tells who it was. */
        void comeBackAsAStranger() throws Exception {
            String before = principal;
            line.close();
            line = enter("");
            assertThat(principal).isNotEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldCountEachPrincipalOnceWithWhatItSaidLast(long seed) throws Exception {
        Random random = new Random(seed);
        List<Window> windows = new ArrayList<>();
        try (Talker game = server.playing(SHOW)) {
            for (int i = 0; i < NAMED; i++) {
                String token = server.token("viewer-" + i, "Viewer " + i, Optional.empty(), Role.VIEWER);
                windows.add(new Window(token));
                windows.add(new Window(token));
            }
            for (int i = 0; i < ANONYMOUS; i++) {
                windows.add(new Window(""));
            }
            for (round = 1; round <= ROUNDS; round++) {
                votes.clear();
                said.clear();
                for (int step = 0; step < STEPS; step++) {
                    step(windows.get(random.nextInt(windows.size())), random);
                }
                end(game, windows);
            }
        } finally {
            windows.forEach(window -> window.line.close());
        }
    }

    private void step(Window window, Random random) throws Exception {
        boolean named = !window.token.isEmpty();
        int option = random.nextInt(OPTIONS);
        int copies = 1 + random.nextInt(3);
        boolean resume = !named || random.nextBoolean();
        switch (random.nextInt(8)) {
            case 0 -> window.comeBack(resume);
            case 1, 2 -> {
                if (window.mayVote(2)) {
                    window.comeBackWithABallotUnderWay(option, resume);
                }
            }
            case 3 -> {
                if (!named) {
                    window.comeBackAsAStranger();
                }
            }
            default -> {
                if (window.mayVote(copies)) {
                    window.vote(option, copies);
                }
            }
        }
    }

    /** Closes the round, compares, and begins the next. */
    private void end(Talker game, List<Window> windows) throws Exception {
        game.say("{'type':'call','id':2,'method':'poll.close','params':{'control':'weapon'}}");
        List<Integer> wanted = new ArrayList<>();
        for (int option = 0; option < OPTIONS; option++) {
            int each = option;
            wanted.add(
                    (int) votes.values().stream().filter(vote -> vote == each).count());
        }
        assertThat(votes.size()).isGreaterThan(NAMED);
        List<Talker> all = new ArrayList<>(List.of(game));
        windows.forEach(window -> all.add(window.line));
        for (Talker hears : all) {
            JsonNode result =
                    hears.next("result", message -> message.get("round").asInt() == round);
            assertThat(result.get("counts")).map(JsonNode::asInt).containsExactlyElementsOf(wanted);
        }
        // A ballot that comes too late counts nowhere: the next round's result says so.
        Window late = windows.getFirst();
        late.say(0);
        assertThat(late.line.next("error").get("code").asText()).isEqualTo("closed");
        game.say("{'type':'call','id':3,'method':'poll.open','params':{'control':'weapon'}}");
        game.next("reply", reply -> reply.get("id").asInt() == 3);
    }
}
