package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a game declares, and how the server comes to have it. */
class DeclaringTest {
    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldDeclareAllControlsInOnePatchBeforeReady() {
        try (Show show = Show.connect(server.url(), "key")) {
            show.poll("weapon", "Sword", "Bow").every(Duration.ofSeconds(20)).label("Next weapon");
            show.joystick("drone").mean().deadman(Duration.ofMillis(300)).keys("arrows");
            show.button("heal")
                    .cost(100)
                    .cooldown(Duration.ofSeconds(5), Per.GROUP)
                    .place("large", 1, 2, 3, 4);
            show.scene("boss").textbox("shout").length(50).anonymous(false);
            show.group("red").scene(show.scene("boss"));
            show.world("hp", 50);
            show.ready();

            ScriptedServer.Game game = server.game();
            JsonObject ops = game.expect("patch").object("ops");
            JsonObject controls = ops.object("scenes").object("default").object("controls");
            assertThat(controls.object("weapon").members())
                    .isEqualTo(Map.of(
                            "kind",
                            "poll",
                            "options",
                            List.of("Sword", "Bow"),
                            "everyMs",
                            20_000L,
                            "label",
                            "Next weapon"));
            assertThat(controls.object("drone").members())
                    .isEqualTo(Map.of("kind", "joystick", "merge", "aggregate", "deadmanMs", 300L, "key", "arrows"));
            assertThat(controls.object("heal").members())
                    .isEqualTo(Map.of(
                            "kind",
                            "button",
                            "cost",
                            100L,
                            "cooldownMs",
                            5_000L,
                            "cooldownPer",
                            "group",
                            "layout",
                            Map.of("large", Map.of("x", 1L, "y", 2L, "w", 3L, "h", 4L))));
            assertThat(ops.object("scenes")
                            .object("boss")
                            .object("controls")
                            .object("shout")
                            .members())
                    .isEqualTo(Map.of("kind", "textbox", "lengthMax", 50L, "anonymous", false));
            assertThat(ops.object("groups").object("red").text("scene")).isEqualTo("boss");
            assertThat(ops.object("world").integer("hp", 0)).isEqualTo(50);
            game.expect("ready");
            assertThat(game.rest()).isEmpty();
        }
    }

    @Test
    void shouldRemoveWhatAnEarlierLifeLeft() {
        server.document = """
                {"scenes": {"default": {"controls": {
                    "heal": {"kind": "button", "cost": 100, "number": 3},
                    "vote": {"kind": "poll", "options": ["a", "b"], "number": 4, "round": 7, "open": false},
                    "old": {"kind": "label", "number": 5}}},
                  "cellar": {"controls": {"x": {"kind": "button", "number": 6}}}},
                 "groups": {"default": {"scene": "default"}, "red": {"scene": "cellar"}},
                 "world": {"hp": 1, "mana": {"red": 2}}}
                """;
        try (Show show = Show.connect(server.url(), "key")) {
            show.button("heal");
            show.poll("vote", "a", "b");
            show.world("mana", Map.of("blue", 3));
            show.ready();

            ScriptedServer.Game game = server.game();
            game.expect("patch");
            assertThat(game.lastPatch)
                    .contains("\"old\":null", "\"cellar\":null", "\"red\":null", "\"hp\":null", "\"cost\":null")
                    .contains("\"mana\":{\"blue\":3,\"red\":null}")
                    .contains("\"open\":null")
                    .doesNotContain("round", "number");
        }
    }

    @Test
    void shouldSendWhatChangesLater() {
        try (Show show = Show.connect(server.url(), "key")) {
            Label score = show.label("score").text("0 : 0");
            show.ready();
            ScriptedServer.Game game = server.game();
            game.expect("ready");

            score.text("1 : 0");
            JsonObject ops = game.expect("patch").object("ops");
            assertThat(ops.members())
                    .isEqualTo(Map.of(
                            "scenes", Map.of("default", Map.of("controls", Map.of("score", Map.of("text", "1 : 0"))))));
        }
    }

    @Test
    void shouldPutChangesTogetherWhileAPatchIsOnItsWay() {
        try (Show show = Show.connect(server.url(), "key")) {
            show.ready();
            ScriptedServer.Game game = server.game();
            game.expect("ready");
            server.takesPatches = false;

            show.world("hp", 0);
            JsonObject first = game.expect("patch");
            for (int hp = 1; hp <= 1_000; hp++) {
                show.world("hp", hp);
            }
            server.takesPatches = true;
            game.take(first);

            assertThat(game.expect("patch").object("ops").object("world").integer("hp", 0))
                    .isEqualTo(1_000);
        }
    }

    @Test
    void shouldTellTheGameWhenTheServerRefusesTheDeclaration() {
        server.takesPatches = false;
        try (Show show = Show.connect(server.url(), "key")) {
            show.button("heal");
            CompletableFuture<Show> ready = CompletableFuture.supplyAsync(show::ready);
            ScriptedServer.Game game = server.game();
            JsonObject patch = game.expect("patch");
            game.send(Map.of(
                    "type", "error",
                    "id", patch.integer("id", 0),
                    "code", "limit",
                    "message", "No more controls.",
                    "path", "/scenes/default/controls/heal"));

            assertThatThrownBy(ready::join)
                    .cause()
                    .isInstanceOf(ShowException.class)
                    .hasMessageContaining("limit")
                    .hasMessageContaining("No more controls.");

            server.takesPatches = true;
            show.ready();
            game.expect("ready");
        }
    }

    @Test
    void shouldSaveWhatIsGoodOfAPatchThatIsRefused() {
        List<ShowError> errors = Collections.synchronizedList(new ArrayList<>());
        try (Show show = Show.connect(server.url(), "key")) {
            show.onError(errors::add).ready();
            ScriptedServer.Game game = server.game();
            game.expect("ready");
            server.takesPatches = false;
            show.world("first", 0);
            JsonObject first = game.expect("patch");
            show.world("a", 1).world("b", 2).world("c", 3);
            game.take(first);

            List<String> taken = new ArrayList<>();
            while (taken.size() < 2 || errors.isEmpty()) {
                JsonObject patch = game.expect("patch");
                JsonObject world = patch.object("ops").object("world");
                if (world.has("b")) {
                    game.send(Map.of(
                            "type", "error",
                            "id", patch.integer("id", 0),
                            "code", "invalid",
                            "message", "No b.",
                            "path", "/world/b"));
                    if (world.members().size() == 1) {
                        Until.until("the refusal is told", () -> !errors.isEmpty());
                    }
                } else {
                    taken.addAll(world.members().keySet());
                    game.take(patch);
                }
            }
            assertThat(taken).containsExactlyInAnyOrder("a", "c");
            assertThat(errors).extracting(ShowError::code).containsExactly("invalid");
        }
    }

    @Test
    void shouldSplitADeclarationThatNoMessageHolds() {
        try (Show show = Show.connect(server.url(), "key")) {
            for (int i = 0; i < 10; i++) {
                show.world("page" + i, "x".repeat(20_000));
            }
            show.ready();

            ScriptedServer.Game game = server.game();
            List<String> pages = new ArrayList<>();
            while (pages.size() < 10) {
                JsonObject patch = game.expect("patch");
                assertThat(Json.bytes(patch.members())).isLessThan(64 << 10);
                pages.addAll(patch.object("ops").object("world").members().keySet());
            }
            game.expect("ready");
        }
    }

    @Test
    void shouldRefuseWhatBreaksABoundWhereItIsSaid() {
        try (Show show = Show.connect(server.url(), "key")) {
            assertThatThrownBy(() -> show.button("no blanks")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> show.poll("weapon", "Sword")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> show.joystick("drone").deadman(Duration.ofMillis(10)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> show.pad("drone")).hasMessageContaining("'drone' is a joystick");
            assertThatThrownBy(() -> show.world("ratio", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> show.world("big", "x".repeat(70_000))).hasMessageContaining("'big'");
            assertThatThrownBy(() -> show.positions(new byte[1_001])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> show.event("hit", "x".repeat(9_000))).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
