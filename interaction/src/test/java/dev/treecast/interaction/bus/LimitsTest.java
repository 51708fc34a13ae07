package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.protocol.TickRecord;
import dev.treecast.interaction.show.TextHook;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every bound of docs/interaction/protocol.md. */
class LimitsTest {
    private final Stage stage = new Stage();

    @Test
    void shouldLetWhoSaysNoHelloGo() {
        Stage.Box silent = stage.connect();
        stage.pass(4_900);
        assertThat(silent.closed).isFalse();
        stage.pass(200);
        assertThat(silent.closed).isTrue();
    }

    @Test
    void shouldLetGoWithTheThirdStrikeAndForgiveAfterAMinute() {
        Stage.Box viewer = stage.viewer("");
        viewer.say("nonsense");
        viewer.say("{'type':'dance'}");
        assertThat(viewer.all("error"))
                .extracting(error -> error.path("code").asText())
                .containsExactly("malformed", "unknown-type");
        stage.pass(60_100);
        viewer.sendBinary(new byte[] {9});
        assertThat(viewer.closed).isFalse();
        viewer.say("[]");
        viewer.say("{'type':'dance'}");
        assertThat(viewer.closed).isTrue();
        assertThat(viewer.last("bye").path("code").asText()).isEqualTo("strikes");
        assertThat(stage.bus.counters().dropped())
                .containsEntry("malformed", 2L)
                .containsEntry("unknown-type", 3L);
    }

    @Test
    void shouldBoundMessages() {
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'time','t0':1,'x':'" + "y".repeat(16_384) + "'}");
        assertThat(viewer.lastErrorCode()).isEqualTo("too-large");
        viewer.sendBinary(new byte[1_101]);
        assertThat(viewer.lastErrorCode()).isEqualTo("too-large");
        Stage.Box game = stage.game("");
        game.say("{'type':'time','t0':1,'x':'" + "y".repeat(60_000) + "'}");
        assertThat(game.last("time").path("t0").asInt()).isEqualTo(1);
        game.say("{'type':'time','t0':1,'x':'" + "y".repeat(65_536) + "'}");
        assertThat(game.lastErrorCode()).isEqualTo("too-large");
    }

    @Test
    void shouldBoundDiscreteInput() {
        Stage.Box game = stage.game("", "{'jump':{'kind':'button'}}");
        int jump = game.number("jump");
        Stage.Box viewer = stage.viewer("");
        for (int i = 0; i < 21; i++) {
            viewer.sendBinary(Inputs.frame().press(jump, i).bytes());
        }
        assertThat(viewer.lastErrorCode()).isEqualTo("rate");
        assertThat(viewer.last("error").path("retryAfterMs").asInt()).isEqualTo(100);
        stage.pass(1_000);
        for (int i = 0; i < 10; i++) {
            viewer.sendBinary(Inputs.frame().press(jump, 100 + i).bytes());
        }
        stage.pass(100);
        assertThat(game.records(jump).stream().mapToLong(TickRecord::received).sum())
                .isEqualTo(30);
        assertThat(stage.bus.counters().dropped()).containsEntry("rate", 1L);
    }

    @Test
    void shouldDropContinuousInputAboveTheRateWithoutAStrike() {
        Stage.Box game = stage.game("", "{'drone':{'kind':'joystick'}}");
        int drone = game.number("drone");
        Stage.Box viewer = stage.viewer("");
        for (int i = 0; i < 100; i++) {
            viewer.sendBinary(Inputs.frame().move(drone, i, i, i).bytes());
            viewer.sendBinary(Inputs.frame().move(drone, 0, 0, i).bytes());
        }
        stage.pass(100);
        assertThat(game.records(drone).stream().mapToLong(TickRecord::received).sum())
                .isEqualTo(30);
        assertThat(stage.bus.counters().dropped()).containsEntry("rate", 70L);
        assertThat(viewer.all("error")).isEmpty();
    }

    @Test
    void shouldBoundBytes() {
        Stage.Box viewer = stage.viewer("");
        String padded = "{'type':'time','t0':1,'x':'" + "y".repeat(8_000) + "'}";
        viewer.say(padded);
        viewer.say(padded);
        viewer.say(padded);
        assertThat(viewer.all("time")).hasSize(2);
        assertThat(viewer.lastErrorCode()).isEqualTo("rate");
    }

    @Test
    void shouldBoundPatchesAndEvents() {
        Stage.Box game = stage.game("");
        for (int i = 0; i < 201; i++) {
            game.say("{'type':'event','scope':'everyone','name':'e'}");
        }
        assertThat(game.all("error")).hasSize(1);
        for (int i = 0; i < 201; i++) {
            game.say("{'type':'patch','id':1,'ops':{}}");
        }
        assertThat(game.all("error")).hasSize(2);
        assertThat(game.lastErrorCode()).isEqualTo("rate");
        game.say("{'type':'event','scope':'everyone','name':'e','data':'" + "x".repeat(8_192) + "'}");
        assertThat(game.closed).isTrue();
    }

    @Test
    void shouldBoundEventData() {
        Stage.Box game = stage.game("");
        game.say("{'type':'event','scope':'everyone','name':'e','data':'" + "x".repeat(8_192) + "'}");
        assertThat(game.last("error").path("path").asText()).isEqualTo("data");
    }

    @Test
    void shouldLetSlowClientsGo() {
        Stage.Box viewer = stage.viewer("");
        Stage.Box game = stage.game("");
        viewer.buffered = 256 * 1024 + 1;
        game.say("{'type':'event','scope':'everyone','name':'e'}");
        assertThat(viewer.last("bye").path("code").asText()).isEqualTo("limit");
        assertThat(viewer.closed).isTrue();
        game.buffered = 1024 * 1024 + 1;
        stage.pass(1_100);
        assertThat(game.last("bye").path("code").asText()).isEqualTo("limit");
    }

    @Test
    void shouldBoundTheDocument() {
        Stage.Box game = stage.game("");
        String scenes = IntStream.range(0, 64).mapToObj(i -> "'s" + i + "':{}").collect(Collectors.joining(","));
        game.say("{'type':'patch','id':1,'ops':{'scenes':{" + scenes + "}}}");
        assertThat(game.lastErrorCode()).isEqualTo("limit");
        String controls = IntStream.range(0, 257)
                .mapToObj(i -> "'c" + i + "':{'kind':'label'}")
                .collect(Collectors.joining(","));
        game.say("{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':{" + controls + "}}}}}");
        assertThat(game.last("error").path("path").asText()).isEqualTo("scenes/default/controls");
        String groups = IntStream.range(0, 1_024)
                .mapToObj(i -> "'g" + i + "':{'scene':'default'}")
                .collect(Collectors.joining(","));
        game.say("{'type':'patch','id':1,'ops':{'groups':{" + groups + "}}}");
        assertThat(game.last("error").path("path").asText()).isEqualTo("groups");
        int refused = game.all("error").size();
        for (int i = 0; i < 40; i++) {
            game.say("{'type':'patch','id':1,'ops':{'world':{'w" + i + "':'" + "x".repeat(60_000) + "'}}}");
        }
        assertThat(game.all("reply")).hasSize(34);
        assertThat(game.all("error")).hasSize(refused + 6);
        game.say("{'type':'patch','id':1,'ops':{'scenes':{'default':null}}}");
        assertThat(game.lastErrorCode()).isEqualTo("invalid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'kind':'dance'} | kind",
                "{'kind':'button','cost':1.5} | cost",
                "{'kind':'button','holdMs':300001} | holdMs",
                "{'kind':'button','cooldownMs':3600001} | cooldownMs",
                "{'kind':'button','cooldownPer':'planet'} | cooldownPer",
                "{'kind':'button','samples':17} | samples",
                "{'kind':'button','options':['a','b']} | options",
                "{'kind':'joystick','deadmanMs':49} | deadmanMs",
                "{'kind':'joystick','deadmanMs':10001} | deadmanMs",
                "{'kind':'joystick','key':'KeyQ'} | key",
                "{'kind':'poll'} | options",
                "{'kind':'poll','options':['a']} | options",
                "{'kind':'poll','options':['a','b'],'everyMs':999} | everyMs",
                "{'kind':'poll','options':['a','b'],'graceMs':5001} | graceMs",
                "{'kind':'textbox','lengthMax':501} | lengthMax",
                "{'kind':'textbox','merge':'aggregate'} | merge",
                "{'kind':'label','layout':{'small':{'x':29,'y':0,'w':2,'h':1}}} | layout/small/w",
                "{'kind':'button','gamepad':'up'} | gamepad",
            })
    void shouldRefuseControlsThatDoNotFit(String control, String path) {
        Stage.Box game = stage.game("");
        game.say("{'type':'patch','id':1,'ops':{'scenes':{'default':{'controls':{'x':" + control + "}}}}}");
        assertThat(game.lastErrorCode()).isEqualTo("invalid");
        assertThat(game.last("error").path("path").asText()).isEqualTo("scenes/default/controls/x/" + path);
    }

    @Test
    void shouldHoldCooldowns() {
        Stage.Box game = stage.game(
                "",
                "{'own':{'kind':'button','cooldownMs':5000},'all':{'kind':'button','cooldownMs':5000,'cooldownPer':'everyone'}}");
        Stage.Box one = stage.viewer("");
        Stage.Box two = stage.viewer("");
        int own = game.number("own");
        int all = game.number("all");
        one.sendBinary(Inputs.frame().press(own, 1).press(all, 2).bytes());
        two.sendBinary(Inputs.frame().press(own, 1).press(all, 2).bytes());
        assertThat(one.all("cooldown")).hasSize(2);
        assertThat(two.lastErrorCode()).isEqualTo("cooldown");
        assertThat(two.last("error").path("retryAfterMs").asInt()).isEqualTo(5_000);
        stage.pass(5_000);
        two.sendBinary(Inputs.frame().press(all, 3).bytes());
        stage.pass(100);
        assertThat(game.records(own).stream().mapToLong(TickRecord::received).sum())
                .isEqualTo(2);
        assertThat(game.records(all).stream().mapToLong(TickRecord::received).sum())
                .isEqualTo(2);
    }

    @Test
    void shouldKeepStrangersOut() {
        Stage.Box game =
                stage.game("", "{'vip':{'kind':'button','anonymous':false},'off':{'kind':'button','disabled':true}}");
        Stage.Box viewer = stage.viewer("");
        viewer.sendBinary(Inputs.frame().press(game.number("vip"), 1).bytes());
        assertThat(viewer.lastErrorCode()).isEqualTo("forbidden");
        stage.pass(1_100);
        viewer.sendBinary(Inputs.frame().press(game.number("off"), 2).bytes());
        assertThat(viewer.lastErrorCode()).isEqualTo("disabled");
        stage.pass(1_100);
        viewer.sendBinary(Inputs.frame().press(99, 3).bytes());
        assertThat(viewer.lastErrorCode()).isEqualTo("not-found");
        viewer.say("{'type':'patch','id':1,'ops':{}}");
        assertThat(viewer.lastErrorCode()).isEqualTo("unknown-type");
        viewer.say("{'type':'call','id':1,'method':'viewers'}");
        assertThat(viewer.lastErrorCode()).isEqualTo("forbidden");
        Stage.Box forged = stage.viewer(",'token':'viewer:anon-0011'");
        assertThat(forged.last("bye").path("code").asText()).isEqualTo("unauthorized");
        Stage.Box noGame = stage.connect();
        noGame.say("{'type':'hello','version':1,'role':'game','token':'viewer:anna'}");
        assertThat(noGame.last("bye").path("code").asText()).isEqualTo("unauthorized");
    }

    @Test
    void shouldAskTheHookAndRefuseWhenItDoesNotAnswer() {
        List<TextHook.Answer> asked = new ArrayList<>();
        Stage hooked = new Stage(
                new Accounts(1_000),
                (stream, viewer, text, answer) -> asked.add(answer),
                BusOptions.defaults(Stage.EPOCH_US));
        Stage.Box game = hooked.game("", "{'say':{'kind':'textbox'}}");
        Stage.Box viewer = hooked.viewer(",'token':'viewer:anna'");
        viewer.say("{'type':'text','control':'say','text':'darn','id':1}");
        viewer.say("{'type':'text','control':'say','text':'hello','id':2}");
        asked.get(0).refuse("Mind your words.");
        asked.get(1).allow("HELLO");
        assertThat(viewer.last("error").path("code").asText()).isEqualTo("refused");
        assertThat(viewer.last("error").path("id").asInt()).isEqualTo(1);
        assertThat(game.last("text").path("text").asText()).isEqualTo("HELLO");
        viewer.say("{'type':'text','control':'say','text':'late','id':3}");
        hooked.pass(201);
        assertThat(viewer.last("error").path("id").asInt()).isEqualTo(3);
        game.say("{'type':'call','id':9,'method':'moderation.queue'}");
        assertThat(game.last("reply").path("result").path("texts")).hasSize(2);
        game.say("{'type':'call','id':9,'method':'moderation.mute','params':{'viewer':'anna'}}");
        viewer.say("{'type':'text','control':'say','text':'hm','id':4}");
        assertThat(viewer.lastErrorCode()).isEqualTo("forbidden");
    }

    @Test
    void shouldBanAndPardon() {
        Stage.Box game = stage.game("");
        Stage.Box viewer = stage.viewer(",'token':'viewer:anna'");
        game.say("{'type':'call','id':9,'method':'moderation.ban','params':{'viewer':'anna','minutes':5}}");
        assertThat(viewer.last("bye").path("code").asText()).isEqualTo("forbidden");
        assertThat(stage.viewer(",'token':'viewer:anna'")
                        .last("bye")
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
        Stage.Box moderator = stage.viewer(",'token':'viewer,moderator:mo'");
        moderator.say("{'type':'call','id':9,'method':'moderation.pardon','params':{'viewer':'anna'}}");
        assertThat(stage.viewer(",'token':'viewer:anna'").all("welcome")).hasSize(1);
    }

    @Test
    void shouldTellLessWhenTheBudgetIsSpentAndLoseNoCount() {
        Stage.Box game = stage.game(
                ",'budget':{'messagesPerSecond':5,'bytesPerSecond':100000}",
                "{'jump':{'kind':'button','merge':'all'}}");
        int jump = game.number("jump");
        List<Stage.Box> viewers =
                IntStream.range(0, 20).mapToObj(i -> stage.viewer("")).toList();
        for (int i = 0; i < 60; i++) {
            for (Stage.Box viewer : viewers) {
                if (i % 3 == 0) {
                    viewer.sendBinary(Inputs.frame().press(jump, i).bytes());
                }
            }
            stage.pass(50);
        }
        assertThat(game.all("stats"))
                .anySatisfy(stats -> assertThat(stats.path("degraded").asText()).isNotEqualTo("none"));
        stage.pass(15_000);
        assertThat(game.ticks().size()).isLessThanOrEqualTo(19);
        assertThat(game.records(jump).stream().mapToLong(TickRecord::received).sum())
                .isEqualTo(400);
        viewers.getFirst().sendBinary(Inputs.frame().press(jump, 100).bytes());
        stage.pass(6_000);
        viewers.getFirst().sendBinary(Inputs.frame().press(jump, 101).bytes());
        stage.pass(1_100);
        assertThat(game.last("stats").path("degraded").asText()).isEqualTo("none");
        assertThat(game.records(jump).getLast().samples()).hasSize(1);
    }

    @Test
    void shouldTakeLateBallotsThatWereCastInTime() {
        SeenFrameClock second = new SeenFrameClock() {
            @Override
            public long streamTimeUs(int rtpTimestamp) {
                return stage.nowUs() - Integer.toUnsignedLong(rtpTimestamp) * 1_000;
            }

            @Override
            public long rtpTimestamp(long streamTimeUs) {
                return UNKNOWN;
            }
        };
        Stage.Box game = stage.game("", "{'weapon':{'kind':'poll','options':['Sword','Bow']}}");
        Stage.Box viewer = stage.viewer(second, "");
        game.say("{'type':'call','id':9,'method':'poll.close','params':{'control':'weapon'}}");
        stage.pass(500);
        viewer.say("{'type':'ballot','control':'weapon','round':1,'option':1}");
        assertThat(viewer.lastErrorCode()).isEqualTo("closed");
        viewer.say("{'type':'ballot','control':'weapon','round':1,'option':1,'seen':400}");
        assertThat(viewer.all("error")).hasSize(2);
        viewer.say("{'type':'ballot','control':'weapon','round':1,'option':1,'seen':600}");
        assertThat(viewer.all("ballot")).hasSize(1);
        stage.pass(600);
        assertThat(game.last("result").path("counts").toString()).isEqualTo("[0,1]");
        game.say("{'type':'call','id':9,'method':'poll.open','params':{'control':'weapon','everyMs':5000}}");
        assertThat(game.last("reply").path("result").path("round").asInt()).isEqualTo(2);
        assertThat(game.last("reply").path("result").has("closesAt")).isTrue();
    }
}
