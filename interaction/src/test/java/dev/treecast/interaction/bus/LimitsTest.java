package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.protocol.Frames;
import dev.treecast.interaction.protocol.TickRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bounds of docs/interaction/protocol.md on what clients send: lengths, rates, strikes, cooldowns, the budget, the grace of ballots. Each has a test that
 * fails without it; the others are in:
 *
 * <ul>
 *   <li>{@link DocumentLimitsTest}: scenes, controls, groups, the document's size, every member of a control
 *   <li>{@link ConnectionLimitsTest}: hello, connections and shows of an address and in all, slow clients, the replay ring, sessions
 *   <li>{@link ModerationTest}: texts that wait, the moderators' queue, the crew
 *   <li>{@link InteractionBusTest}: a ballot a principal, what times out without a game
 *   <li>{@code InputLimitsTest}: the window of input numbers; {@code SummaryTest}: samples of a tick
 * </ul>
 */
class LimitsTest {
    private final Stage stage = new Stage();

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
    void shouldCountInputsOfAResumedSessionThatAreNumberedAnew() {
        Stage.Box game = stage.game("", "{'jump':{'kind':'button'}}");
        int jump = game.number("jump");
        Stage.Box viewer = stage.viewer("");
        for (int i = 1; i <= 5; i++) {
            viewer.sendBinary(Inputs.frame().press(jump, i).bytes());
        }
        String session = viewer.last("welcome").path("session").asText();
        viewer.leave();
        Stage.Box back = stage.viewer(",'resume':{'session':'" + session + "','ver':1}");
        for (int i = 1; i <= 5; i++) {
            byte[] frame = Inputs.frame().press(jump, i).bytes();
            back.sendBinary(frame);
            back.sendBinary(frame);
        }
        stage.pass(100);
        assertThat(back.last("welcome").path("resumed").asBoolean()).isTrue();
        assertThat(game.records(jump).stream().mapToLong(TickRecord::received).sum())
                .isEqualTo(10);
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

    /** A text of so many bytes. */
    private static String time(int bytes) {
        String start = "{'type':'time','t0':1,'x':'";
        return start + "y".repeat(bytes - start.length() - 2) + "'}";
    }

    @Test
    void shouldTakeTextsOf16KiBFromViewersAnd64KiBFromGames() {
        Stage.Box viewer = stage.viewer("");
        stage.pass(10_000);
        viewer.say(time(16_384));
        assertThat(viewer.all("time")).hasSize(1);
        viewer.say(time(16_385));
        assertThat(viewer.lastErrorCode()).isEqualTo("too-large");
        Stage.Box game = stage.game("");
        game.say(time(65_536));
        assertThat(game.all("time")).hasSize(1);
        game.say(time(65_537));
        assertThat(game.lastErrorCode()).isEqualTo("too-large");
    }

    @Test
    void shouldTakeAHelloOf16KiB() {
        String hello = "{'type':'hello','version':1,'role':'viewer','x':'%s'}";
        Stage.Box welcome = stage.connect();
        welcome.say(hello.formatted("y".repeat(16_386 - hello.length())));
        assertThat(welcome.all("welcome")).hasSize(1);
        Stage.Box refused = stage.connect();
        refused.say(hello.formatted("y".repeat(16_387 - hello.length())));
        assertThat(refused.lastErrorCode()).isEqualTo("too-large");
    }

    @Test
    void shouldTakeBinaryMessagesOf1100Bytes() {
        Stage.Box game = stage.game("", "{'drone':{'kind':'joystick'}}");
        int drone = game.number("drone");
        Stage.Box viewer = stage.viewer("");
        Inputs frame = Inputs.frame();
        // 6 bytes of header, 9 a move, 7 a press.
        for (int i = 0; i < 120; i++) {
            frame.move(drone, 1, 1, i + 1);
        }
        frame.press(drone, 1).press(drone, 2);
        viewer.sendBinary(frame.bytes());
        assertThat(frame.bytes()).hasSizeLessThanOrEqualTo(1_100);
        assertThat(viewer.all("error"))
                .extracting(error -> error.path("code").asText())
                .doesNotContain("too-large", "malformed");
        viewer.sendBinary(frame.press(drone, 3).bytes());
        assertThat(frame.bytes()).hasSizeGreaterThan(1_100);
        assertThat(viewer.lastErrorCode()).isEqualTo("too-large");
        byte[] positions = Frames.positions(1, new byte[1_001]);
        game.sendBinary(positions);
        assertThat(game.lastErrorCode()).isEqualTo("malformed");
        game.sendBinary(new byte[1_101]);
        assertThat(game.lastErrorCode()).isEqualTo("too-large");
        game.forget();
        game.sendBinary(Frames.positions(2, new byte[1_000]));
        stage.pass(300);
        assertThat(game.all("error")).isEmpty();
        assertThat(viewer.binaries).anySatisfy(each -> assertThat(each).hasSize(1_007));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'time','t0':1,'t0':2}",
                "{'type':'time','t0':1,'x':'\\ud800'}",
                "{'type':'time','t0':1,'x':DEEP32}",
            })
    void shouldRefuseJsonThatIsNoneHere(String message) {
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'time','t0':1,'x':" + "[".repeat(31) + "]".repeat(31) + "}");
        assertThat(viewer.all("error")).isEmpty();
        viewer.say(message.replace("DEEP32", "[".repeat(32) + "]".repeat(32)));
        assertThat(viewer.lastErrorCode()).isEqualTo("malformed");
    }

    @Test
    void shouldTakeRatesFrom1To10() {
        Stage.Box game = stage.game("");
        Stage.Box viewer = stage.viewer("");
        String call = "{'type':'call','id':%d,'method':'out.rate','params':{'hz':%d}}";
        for (int hz : new int[] {0, 11}) {
            game.say(call.formatted(1, hz));
            assertThat(game.lastErrorCode()).isEqualTo("invalid");
            assertThat(game.last("error").path("path").asText()).isEqualTo("params/hz");
        }
        int number = 0;
        for (int hz : new int[] {4, 1, 10}) {
            if (hz != 4) {
                game.say(call.formatted(2, hz));
                assertThat(game.last("reply").path("id").asInt()).isEqualTo(2);
            }
            stage.pass(1_000);
            viewer.forget();
            for (int i = 0; i < 200; i++) {
                game.sendBinary(Frames.positions(++number, new byte[1]));
                stage.pass(50);
            }
            assertThat(viewer.binaries).as(hz + " Hz").hasSizeBetween(10 * hz - 1, 10 * hz + 1);
        }
    }

    @Test
    void shouldListAtMost100Viewers() {
        Stage.Box game = stage.game("");
        for (int i = 0; i < 105; i++) {
            stage.viewer("");
        }
        game.say("{'type':'call','id':1,'method':'viewers'}");
        var viewers = game.last("reply").path("result").path("viewers");
        assertThat(viewers).hasSize(100);
        game.say("{'type':'call','id':2,'method':'viewers','params':{'max':101}}");
        assertThat(game.lastErrorCode()).isEqualTo("invalid");
        game.say("{'type':'call','id':3,'method':'viewers','params':{'after':'"
                + viewers.get(99).path("id").asText() + "'}}");
        assertThat(game.last("reply").path("result").path("viewers")).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"7, malformed", "8, ''", "64, ''", "65, malformed"})
    void shouldTakeKeysOf8To64Characters(int length, String code) {
        stage.game("", "{'heal':{'kind':'button','cost':1}}");
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'intent','key':'" + "k".repeat(length) + "','control':'heal'}");
        stage.turn();
        assertThat(viewer.all("hold")).hasSize(code.isEmpty() ? 1 : 0);
        assertThat(viewer.all("error").stream().map(error -> error.path("code").asText()))
                .containsExactlyElementsOf(code.isEmpty() ? List.of() : List.of(code));
    }

    /** What a burst has used up comes back at the rate, and no faster. */
    @Test
    void shouldGiveRatesBackByTheSecond() {
        Stage.Box game = stage.game("", "{'jump':{'kind':'button'}}");
        int jump = game.number("jump");
        Stage.Box presser = stage.viewer("");
        Stage.Box talker = stage.viewer("");
        stage.pass(10_000);
        for (int i = 0; i < 20; i++) {
            presser.sendBinary(Inputs.frame().press(jump, i).bytes());
        }
        talker.say(time(16_384));
        for (int i = 0; i < 200; i++) {
            game.say("{'type':'event','scope':'everyone','name':'e'}");
            game.say("{'type':'patch','id':1,'ops':{}}");
        }
        stage.pass(1_000);
        game.forget();
        for (int i = 0; i < 10; i++) {
            presser.sendBinary(Inputs.frame().press(jump, 20 + i).bytes());
        }
        talker.say(time(4_096));
        for (int i = 0; i < 50; i++) {
            game.say("{'type':'patch','id':1,'ops':{}}");
        }
        for (int i = 0; i < 100; i++) {
            game.say("{'type':'event','scope':'everyone','name':'e'}");
        }
        assertThat(game.all("reply")).hasSize(50);
        assertThat(List.of(game.all("error"), presser.all("error"), talker.all("error")))
                .allMatch(List::isEmpty);
        presser.sendBinary(Inputs.frame().press(jump, 40).bytes());
        talker.say("{'type':'time','t0':1}");
        game.say("{'type':'patch','id':1,'ops':{}}");
        game.say("{'type':'event','scope':'everyone','name':'e'}");
        assertThat(presser.lastErrorCode()).isEqualTo("rate");
        assertThat(talker.lastErrorCode()).isEqualTo("rate");
        assertThat(game.all("error")).hasSize(2);
        assertThat(game.all("reply")).hasSize(50);
    }
}
