package dev.treecast.server.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.interaction.bus.Role;
import dev.treecast.server.demo.game.DemoGame;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A game and its viewers over real WebSockets, against a whole server but for the media. */
@Timeout(60)
class WholeShowTest {
    private static final String KEY = WholeServer.KEY;
    private static final String SHOW = "{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':{"
            + "'jump':{'kind':'button'},"
            + "'heal':{'kind':'button','cost':100},"
            + "'weapon':{'kind':'poll','options':['Sword','Bow'],'graceMs':0}}}},'world':{'hp':70}}}";

    @TempDir
    Path data;

    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(data);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void shouldBringAPressToTheGameInATick() throws Exception {
        try (Talker game = playing();
                Talker one = viewer("");
                Talker two = viewer("")) {
            int jump = control(one, "jump");
            control(two, "jump");
            one.press(jump, 1);
            two.press(jump, 1);
            int presses = 0;
            while (presses < 2) {
                ByteBuffer tick = game.nextBinary(0x10);
                tick.position(tick.position() + 12);
                assertThat(tick.get()).isEqualTo((byte) 1);
                assertThat(tick.getShort()).isEqualTo((short) jump);
                assertThat(tick.get() & 1).isOne();
                int received = tick.get();
                tick.get();
                assertThat(tick.get()).isEqualTo((byte) received);
                presses += received;
            }
            assertThat(presses).isEqualTo(2);
        }
    }

    @Test
    void shouldCountAPoll() throws Exception {
        try (Talker game = playing();
                Talker one = viewer("");
                Talker two = viewer("")) {
            control(one, "jump");
            control(two, "jump");
            one.say("{'type':'ballot','control':'weapon','round':1,'option':0}");
            assertThat(one.next("ballot").get("counted").asBoolean()).isTrue();
            one.say("{'type':'ballot','control':'weapon','round':1,'option':1}");
            assertThat(one.next("ballot").get("option").asInt()).isOne();
            two.say("{'type':'ballot','control':'weapon','round':1,'option':1}");
            two.next("ballot");
            game.say("{'type':'call','id':7,'method':'poll.close','params':{'control':'weapon'}}");
            for (Talker each : List.of(game, one, two)) {
                JsonNode result = each.next("result");
                assertThat(result.get("counts").toString()).isEqualTo("[0,2]");
                assertThat(result.get("winner").asInt()).isOne();
            }
        }
    }

    @Test
    void shouldKeepPurchasesOverARestart() throws Exception {
        String alice = server.token("alice", "Alice", Optional.empty(), Role.VIEWER);
        long before;
        try (Talker game = playing();
                Talker viewer = viewer(alice)) {
            before = viewer.next("welcome").get("balance").asLong();
            control(viewer, "heal");
            viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
            assertThat(viewer.next("hold").get("balance").asLong()).isEqualTo(before - 100);
            assertThat(game.next("deliver").get("viewer").get("name").asText()).isEqualTo("Alice");
            server.stop();
        }
        server.start();
        try (Talker game = playing();
                Talker viewer = viewer(alice)) {
            String purchase = game.next("deliver").get("purchase").asText();
            game.say("{'type':'capture','purchase':'" + purchase + "'}");
            assertThat(game.next("settled").get("state").asText()).isEqualTo("captured");
            assertThat(viewer.next("capture").get("balance").asLong()).isEqualTo(before - 100);
            // The same key buys nothing again.
            viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
            assertThat(viewer.next("capture").get("balance").asLong()).isEqualTo(before - 100);
        }
    }

    @Test
    void shouldKnowViewersByTheirTokens() throws Exception {
        String scoped = server.token("alice", "Alice", Optional.of("demo"), Role.VIEWER, Role.MODERATOR);
        try (Talker alice = viewer(scoped);
                Talker elsewhere = Talker.viewer(server.port(), "other", scoped);
                Talker forger = viewer(scoped.substring(0, scoped.length() - 4) + "AAAA");
                Talker noGame = Talker.game(server.port(), "demo", scoped);
                Talker guest = viewer("")) {
            JsonNode me = alice.next("welcome").get("viewer");
            assertThat(me.get("id").asText()).isEqualTo("alice");
            assertThat(me.get("name").asText()).isEqualTo("Alice");
            assertThat(me.get("roles").toString()).contains("moderator");
            for (Talker refused : List.of(elsewhere, forger, noGame)) {
                assertThat(refused.next("bye").get("code").asText()).isEqualTo("unauthorized");
                assertThat(refused.closed()).isEqualTo(1000);
            }
            assertThat(guest.next("welcome").get("viewer").get("id").asText()).isNotEqualTo("alice");
        }
        String game = server.token("the-game", "The game", Optional.of("demo"), Role.GAME);
        try (Talker playing = Talker.game(server.port(), "demo", game)) {
            assertThat(playing.next("welcome").get("epoch").asInt()).isPositive();
        }
    }

    @Test
    void shouldLetGoOfWhoBreaksTheRulesThreeTimes() throws Exception {
        try (Talker viewer = viewer("")) {
            viewer.next("welcome");
            viewer.say("no json");
            assertThat(viewer.next("error").get("code").asText()).isEqualTo("malformed");
            viewer.say("{'type':'nonsense'}");
            assertThat(viewer.next("error").get("code").asText()).isEqualTo("unknown-type");
            viewer.say("{'type':'text','control':'" + "x".repeat(20_000) + "'}");
            assertThat(viewer.next("bye").get("code").asText()).isEqualTo("strikes");
            assertThat(viewer.closed()).isEqualTo(1000);
        }
    }

    @Test
    void shouldLetGoOfWhoSaysNoHello() throws Exception {
        try (Talker silent = Talker.connect(server.port(), "demo")) {
            assertThat(silent.next("bye").get("message").asText()).contains("hello");
            assertThat(silent.closed()).isEqualTo(1000);
        }
    }

    @Test
    void shouldSayGoodbyeWhenItStops() throws Exception {
        try (Talker game = playing();
                Talker viewer = viewer("")) {
            viewer.next("welcome");
            server.stop();
            for (Talker each : List.of(game, viewer)) {
                assertThat(each.next("bye").get("code").asText()).isEqualTo("shutdown");
                assertThat(each.closed()).isEqualTo(1001);
            }
        }
    }

    @Test
    void shouldShowStateAndCounters() throws Exception {
        try (Talker game = playing();
                Talker viewer = viewer("")) {
            control(viewer, "jump");
            JsonNode state = new ObjectMapper().readTree(get("/api/streams/demo/interaction"));
            assertThat(state.isObject()).isTrue();
            assertThat(state).isNotEmpty();
            while (!get("/metrics").contains("treecast_interaction_viewers 1.0")) {
                Thread.sleep(50);
            }
            assertThat(get("/metrics")).contains("treecast_interaction_games 1.0", "treecast_interaction_shows 1.0");
            assertThat(game).isNotNull();
        }
    }

    /** The demo's game, as it is played. */
    @Test
    void shouldPlayTheDemosGame() throws Exception {
        DemoGame.start("http://127.0.0.1:" + server.port() + "/demo", KEY);
        try (Talker viewer = viewer("")) {
            JsonNode snapshot = live(viewer);
            assertThat(snapshot.get("controls").properties())
                    .extracting(e -> e.getKey())
                    .contains("weapon", "drone", "heal");
            ByteBuffer positions = viewer.nextBinary(0x03);
            assertThat(positions.remaining()).isEqualTo(4 + 1 + 8);
            viewer.say("{'type':'ballot','control':'weapon','round':1,'option':1}");
            assertThat(viewer.next("ballot").get("counted").asBoolean()).isTrue();
            int drone = snapshot.get("controls").get("drone").get("number").asInt();
            float x = 0.5f;
            // As a stick does: what one tick did not take, the next does.
            for (int input = 1; x <= 0.5f; input++) {
                viewer.move(drone, 1, 0, input);
                positions = viewer.nextBinary(0x03);
                x = positions.position(positions.position() + 5).getFloat();
            }
            viewer.say("{'type':'intent','key':'heal-once-1','control':'heal'}");
            assertThat(viewer.next("hold").get("cost").asInt()).isEqualTo(100);
            // Either may come first: the game heals, and then says that it did.
            Set<String> told = new HashSet<>();
            while (told.size() < 2) {
                viewer.next(message -> {
                    boolean captured = message.path("type").asText().equals("capture");
                    boolean healed = message.at("/ops/world/hp").asInt() == 100;
                    return (captured && told.add("captured")) || (healed && told.add("healed"));
                });
            }
        }
    }

    /** What a viewer sees once the game is there. */
    private static JsonNode live(Talker viewer) throws Exception {
        ObjectMapper json = new ObjectMapper();
        JsonNode seen = viewer.next("snapshot");
        while (!seen.path("live").asBoolean() || !seen.path("controls").has("heal")) {
            JsonNode patch = viewer.next("patch");
            seen = merge(json, seen, patch.get("ops"));
        }
        return seen;
    }

    private static JsonNode merge(ObjectMapper json, JsonNode into, JsonNode ops) throws Exception {
        com.fasterxml.jackson.databind.node.ObjectNode merged = into.deepCopy();
        for (var op : ops.properties()) {
            if (op.getValue().isNull()) {
                merged.remove(op.getKey());
            } else if (op.getValue().isObject() && merged.path(op.getKey()).isObject()) {
                merged.set(op.getKey(), merge(json, merged.get(op.getKey()), op.getValue()));
            } else {
                merged.set(op.getKey(), op.getValue());
            }
        }
        return merged;
    }

    private Talker playing() throws Exception {
        return server.playing(SHOW);
    }

    private Talker viewer(String token) {
        return Talker.viewer(server.port(), "demo", token);
    }

    /** The number of a control that a viewer sees, once it can be used. */
    private static int control(Talker viewer, String id) throws Exception {
        return live(viewer).get("controls").get(id).get("number").asInt();
    }

    private String get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
