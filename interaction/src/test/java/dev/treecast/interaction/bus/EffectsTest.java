package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timed effects, in simulated time. */
class EffectsTest {
    private static final String HEAL = "{'heal':{'kind':'button','cost':100}}";

    private final Stage stage = new Stage();

    private static void call(Stage.Box game, String method, String params) {
        game.say("{'type':'call','id':7,'method':'effect." + method + "','params':{" + params + "}}");
    }

    private static void start(Stage.Box game, String id, long durationMs) {
        call(game, "start", "'effect':'" + id + "','durationMs':" + durationMs);
    }

    private static JsonNode result(Stage.Box game) {
        return game.last("reply").path("result");
    }

    /** What a patch says of an effect. */
    private static JsonNode told(Stage.Box viewer, String id) {
        return viewer.last("patch").path("ops").path("effects").path(id);
    }

    private JsonNode found(String id) {
        Stage.Box joiner = stage.viewer("");
        joiner.leave();
        return joiner.last("snapshot").path("effects").path(id);
    }

    @Test
    void shouldRunForItsTimeAndTellTheGameAndViewersWhenItIsOver() {
        Stage.Box viewer = stage.viewer("");
        Stage.Box game = stage.game("", HEAL);
        call(
                game,
                "start",
                "'effect':'speed','durationMs':30000,'label':'Double speed','control':'heal','data':{'factor':2,'x':null}");
        long endsAt = stage.nowUs() + 30_000_000;
        assertThat(result(game).toString()).isEqualTo("{\"endsAt\":" + endsAt + "}");
        assertThat(told(viewer, "speed").toString())
                .isEqualTo("{\"durationMs\":30000,\"label\":\"Double speed\",\"control\":\"heal\","
                        + "\"data\":{\"factor\":2},\"endsAt\":" + endsAt + "}");
        stage.pass(29_999);
        assertThat(game.all("effect")).isEmpty();
        assertThat(found("speed")).isEqualTo(told(viewer, "speed"));
        stage.pass(1);
        assertThat(game.last("effect").toString())
                .isEqualTo("{\"type\":\"effect\",\"effect\":\"speed\",\"state\":\"ended\"}");
        assertThat(told(viewer, "speed").isNull()).isTrue();
        assertThat(found("speed").isMissingNode()).isTrue();
        call(game, "pause", "'effect':'speed'");
        assertThat(game.lastErrorCode()).isEqualTo("not-found");
    }

    @Test
    void shouldPauseResumeAndEndEarly() {
        Stage.Box viewer = stage.viewer("");
        Stage.Box game = stage.game("", HEAL);
        start(game, "speed", 30_000);
        stage.pass(10_000);
        call(game, "pause", "'effect':'speed'");
        assertThat(result(game).toString()).isEqualTo("{\"remainingMs\":20000}");
        assertThat(told(viewer, "speed").toString()).isEqualTo("{\"endsAt\":null,\"remainingMs\":20000}");
        int patches = viewer.all("patch").size();
        call(game, "pause", "'effect':'speed'");
        assertThat(result(game).path("remainingMs").asLong()).isEqualTo(20_000);
        stage.pass(100_000);
        assertThat(found("speed").path("remainingMs").asLong()).isEqualTo(20_000);
        assertThat(viewer.all("patch")).hasSize(patches);
        call(game, "resume", "'effect':'speed'");
        long endsAt = stage.nowUs() + 20_000_000;
        assertThat(told(viewer, "speed").toString()).isEqualTo("{\"remainingMs\":null,\"endsAt\":" + endsAt + "}");
        call(game, "resume", "'effect':'speed'");
        assertThat(result(game).path("endsAt").asLong()).isEqualTo(endsAt);
        stage.pass(5_000);
        call(game, "end", "'effect':'speed'");
        assertThat(result(game).toString()).isEqualTo("{}");
        assertThat(told(viewer, "speed").isNull()).isTrue();
        stage.pass(60_000);
        assertThat(game.all("effect")).isEmpty();
        assertThat(viewer.all("patch")).hasSize(patches + 2);
    }

    @Test
    void shouldStartOverWithItsWholeTime() {
        Stage.Box viewer = stage.viewer("");
        Stage.Box game = stage.game("", HEAL);
        call(game, "start", "'effect':'speed','durationMs':10000,'label':'Fast'");
        stage.pass(9_000);
        start(game, "speed", 10_000);
        assertThat(told(viewer, "speed").path("label").isNull()).isTrue();
        stage.pass(9_999);
        assertThat(game.all("effect")).isEmpty();
        stage.pass(1);
        assertThat(game.all("effect")).hasSize(1);
    }

    /** What came late for its time is over before the game's next word counts. */
    @Test
    void shouldEndWhatIsOverBeforeWhatTheGameSaysNext() {
        Stage.Box game = stage.game("", HEAL);
        start(game, "speed", 1_000);
        game.forget();
        stage.nowNs += 1_000 * Stage.MS;
        start(game, "speed", 1_000);
        assertThat(game.texts).extracting(text -> text.path("type").asText()).containsExactly("effect", "reply");
    }

    @Test
    void shouldShowAnEffectToTheSceneThatItIsFor() {
        Stage.Box game = stage.game("", HEAL);
        game.say("{'type':'patch','id':2,'ops':{'scenes':{'red':{}},'groups':{'reds':{'scene':'red'}}}}");
        Stage.Box anna = stage.viewer(",'token':'viewer:anna'");
        Stage.Box other = stage.viewer("");
        game.say("{'type':'call','id':5,'method':'group.set','params':{'viewer':'anna','group':'reds'}}");
        other.forget();
        call(game, "start", "'effect':'fog','durationMs':5000,'scene':'red'");
        assertThat(told(anna, "fog").path("scene").asText()).isEqualTo("red");
        assertThat(other.texts).isEmpty();
        start(game, "speed", 5_000);
        assertThat(told(anna, "speed").has("endsAt")).isTrue();
        assertThat(told(other, "speed").has("endsAt")).isTrue();
        game.say("{'type':'call','id':5,'method':'group.set','params':{'viewer':'anna','group':'default'}}");
        assertThat(anna.last("snapshot").path("effects").fieldNames())
                .toIterable()
                .containsExactly("speed");
        game.say("{'type':'patch','id':3,'ops':{'groups':{'default':{'scene':'red'}}}}");
        assertThat(told(other, "fog").has("endsAt")).isTrue();
        assertThat(stage.game("").last("snapshot").path("effects").fieldNames())
                .toIterable()
                .containsExactly("fog", "speed");
    }

    @Test
    void shouldBringAViewerWhoComesBackWhatItMissed() {
        Stage.Box game = stage.game("", HEAL);
        Stage.Box viewer = stage.viewer("");
        String session = viewer.last("welcome").path("session").asText();
        long version = viewer.last("snapshot").path("ver").asLong();
        viewer.leave();
        start(game, "speed", 2_000);
        start(game, "fog", 60_000);
        stage.pass(3_000);
        Stage.Box back = stage.viewer(",'resume':{'session':'" + session + "','ver':" + version + "}");
        assertThat(back.all("snapshot")).isEmpty();
        long from = version;
        for (JsonNode patch : back.all("patch")) {
            assertThat(patch.path("from").asLong()).isEqualTo(from);
            from = patch.path("ver").asLong();
        }
        assertThat(back.all("patch")).hasSize(3);
        assertThat(told(back, "speed").isNull()).isTrue();
        assertThat(stage.viewer("").last("snapshot").path("ver").asLong()).isEqualTo(from);
    }

    @Test
    void shouldStandStillWithoutAGameAndRunOnWithTheNext() {
        Stage.Box viewer = stage.viewer("");
        Stage.Box game = stage.game("", HEAL);
        start(game, "speed", 10_000);
        start(game, "fog", 10_000);
        start(game, "short", 1_000);
        call(game, "pause", "'effect':'fog'");
        game.leave();
        stage.pass(1_499);
        assertThat(told(viewer, "short").isNull()).isTrue();
        stage.pass(1);
        JsonNode frozen = viewer.last("patch").path("ops");
        assertThat(frozen.path("live").asBoolean(true)).isFalse();
        assertThat(frozen.path("effects").toString()).isEqualTo("{\"speed\":{\"endsAt\":null,\"remainingMs\":8500}}");
        stage.pass(20_000);
        Stage.Box next = stage.game("");
        JsonNode effects = next.last("snapshot").path("effects");
        assertThat(effects.path("speed").path("endsAt").asLong()).isEqualTo(stage.nowUs() + 8_500_000);
        assertThat(effects.path("fog").path("remainingMs").asLong()).isEqualTo(10_000);
        assertThat(effects.size()).isEqualTo(2);
        stage.pass(8_499);
        assertThat(next.all("effect")).isEmpty();
        stage.pass(1);
        assertThat(next.last("effect").path("effect").asText()).isEqualTo("speed");
        call(next, "resume", "'effect':'fog'");
        stage.pass(10_000);
        assertThat(next.all("effect")).hasSize(2);
    }

    @Test
    void shouldGoToTheGameThatTakesOverAndEndWithTheShow() {
        Stage.Box first = stage.game("", HEAL);
        start(first, "speed", 600_000);
        Stage.Box second = stage.game("");
        assertThat(second.last("snapshot").path("effects").path("speed").has("endsAt"))
                .isTrue();
        start(second, "fog", 5_000);
        stage.pass(5_000);
        assertThat(first.all("effect")).isEmpty();
        assertThat(second.all("effect")).hasSize(1);
        second.leave();
        Stage.Box viewer = stage.viewer("");
        stage.pass(30_000);
        assertThat(viewer.last("snapshot").path("effects").size()).isZero();
        assertThat(stage.game("").last("snapshot").path("effects").size()).isZero();
        stage.pass(700_000);
    }

    @Test
    void shouldNameThePurchaseThatPaidForIt() {
        Stage.Box game = stage.game("", HEAL);
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        stage.turn();
        String purchase = game.last("deliver").path("purchase").asText();
        call(game, "start", "'effect':'shield','durationMs':10000,'purchase':'" + purchase + "'");
        assertThat(told(viewer, "shield").path("control").asText()).isEqualTo("heal");
        assertThat(told(viewer, "shield").path("purchase"))
                .isEqualTo(viewer.last("hold").path("purchase"));

        // The game dies before it captures: the next one finds both, and need not do it again.
        game.leave();
        Stage.Box next = stage.game("");
        assertThat(next.last("deliver").path("purchase").asText()).isEqualTo(purchase);
        assertThat(next.last("snapshot")
                        .path("effects")
                        .path("shield")
                        .path("purchase")
                        .asText())
                .isEqualTo(purchase);
        next.say("{'type':'capture','purchase':'" + purchase + "'}");
        stage.turn();
        assertThat(viewer.last("capture").path("balance").asLong()).isEqualTo(900);
        call(next, "start", "'effect':'shield','durationMs':10000,'purchase':'" + purchase + "'");
        assertThat(next.all("error")).isEmpty();

        viewer.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        stage.turn();
        String second = next.last("deliver").path("purchase").asText();
        next.say("{'type':'void','purchase':'" + second + "','code':'failed','message':'no'}");
        stage.turn();
        call(next, "start", "'effect':'other','durationMs':10000,'purchase':'" + second + "'");
        assertThat(next.lastErrorCode()).isEqualTo("not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "start|'effect':'a b','durationMs':1000|invalid|params/effect",
                "start|'durationMs':1000|invalid|params/effect",
                "start|'effect':'a'|invalid|params/durationMs",
                "start|'effect':'a','durationMs':0|invalid|params/durationMs",
                "start|'effect':'a','durationMs':3600001|invalid|params/durationMs",
                "start|'effect':'a','durationMs':1.5|invalid|params/durationMs",
                "start|'effect':'a','durationMs':1000,'label':5|invalid|params/label",
                "start|'effect':'a','durationMs':1000,'scene':'red'|not-found|red",
                "start|'effect':'a','durationMs':1000,'control':'mana'|not-found|mana",
                "start|'effect':'a','durationMs':1000,'purchase':'00ff'|not-found|00ff",
                "pause|'effect':'a'|not-found|a",
                "resume|'effect':'a'|not-found|a",
                "end|'effect':'a'|not-found|a",
                "dance|'effect':'a'|not-found|effect.dance"
            })
    void shouldRefuseWhatDoesNotFit(String method, String params, String code, String path) {
        Stage.Box viewer = stage.viewer("");
        Stage.Box game = stage.game("", HEAL);
        viewer.forget();
        call(game, method, params.replace("\"", "'"));
        assertThat(game.lastErrorCode()).isEqualTo(code);
        assertThat(game.last("error").path("path").asText()).isEqualTo(path);
        assertThat(viewer.texts).isEmpty();
    }

    @Test
    void shouldHoldItsBounds() {
        Stage.Box game = stage.game("", HEAL);
        for (int i = 0; i < 64; i++) {
            start(game, "e" + i, 3_600_000);
        }
        start(game, "one-more", 1_000);
        assertThat(game.lastErrorCode()).isEqualTo("limit");
        start(game, "e5", 1_000);
        stage.pass(1_000);
        start(game, "one-more", 1_000);
        assertThat(game.all("error")).hasSize(1);
        call(game, "end", "'effect':'e1'");

        String label = "\ud83e\udd89".repeat(200);
        call(game, "start", "'effect':'a','durationMs':1000,'label':'" + label + "'");
        call(game, "start", "'effect':'a','durationMs':1000,'label':'" + label + "x'");
        assertThat(game.last("error").path("path").asText()).isEqualTo("params/label");
        call(game, "start", "'effect':'a','durationMs':1000,'data':'" + "x".repeat(4_094) + "'");
        call(game, "start", "'effect':'a','durationMs':1000,'data':'" + "x".repeat(4_095) + "'");
        assertThat(game.last("error").path("path").asText()).isEqualTo("params/data");
        assertThat(game.all("error")).hasSize(3);
    }

    @Test
    void shouldCountAsPatches() {
        Stage.Box game = stage.game("", HEAL);
        start(game, "speed", 60_000);
        for (int i = 0; i < 99; i++) {
            call(game, "pause", "'effect':'speed'");
            call(game, "resume", "'effect':'speed'");
        }
        assertThat(game.all("error")).isEmpty();
        start(game, "speed", 60_000);
        assertThat(game.lastErrorCode()).isEqualTo("rate");
    }

    @Test
    void shouldBeTheGamesAlone() {
        stage.game("", HEAL);
        Stage.Box moderator = stage.viewer(",'token':'viewer,moderator:max'");
        start(moderator, "speed", 1_000);
        assertThat(moderator.lastErrorCode()).isEqualTo("forbidden");
        Stage.Box viewer = stage.viewer("");
        start(viewer, "speed", 1_000);
        assertThat(viewer.lastErrorCode()).isEqualTo("forbidden");
    }

    /** Whatever happens to it on the way, an effect has run exactly for its time when it ends. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldRunExactlyForItsTime(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 15; i++) {
            runOne(random, "e" + i);
        }
    }

    private void runOne(Random random, String id) {
        long freezeNs = 1_500 * Stage.MS;
        Stage.Box game = stage.game("", HEAL);
        long leftNs = (1 + random.nextInt(60_000)) * Stage.MS;
        start(game, id, leftNs / Stage.MS);
        boolean paused = false;
        while (true) {
            // Steps end between milliseconds, too; the protocol's times are whole microseconds.
            long stepNs = random.nextInt(5_000_000) * 1_000L;
            boolean leaves = random.nextInt(4) == 0;
            if (leaves) {
                game.leave();
            }
            long runsNs = paused ? 0 : leaves ? Math.min(stepNs, freezeNs) : stepNs;
            if (runsNs >= leftNs) {
                stage.passNs(leftNs - 1_000);
                assertThat(game.all("effect")).isEmpty();
                assertThat(found(id).has("endsAt")).isTrue();
                stage.passNs(1_000);
                assertThat(game.all("effect")).hasSize(leaves ? 0 : 1);
                assertThat(found(id).isMissingNode()).isTrue();
                return;
            }
            stage.passNs(stepNs);
            leftNs -= runsNs;
            if (leaves) {
                game = stage.game("");
                assertThat(game.last("snapshot").path("effects").path(id).has("endsAt"))
                        .isEqualTo(!paused);
            }
            paused = !paused;
            call(game, paused ? "pause" : "resume", "'effect':'" + id + "'");
            JsonNode time = result(game);
            assertThat(
                            paused
                                    ? time.path("remainingMs").asLong()
                                    : time.path("endsAt").asLong())
                    .isEqualTo(paused ? Math.ceilDiv(leftNs, Stage.MS) : stage.nowUs() + leftNs / 1_000);
            game.forget();
        }
    }
}
