package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.show.TextHook;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Texts and the hook, mutes, bans, the crew, and what moderators hear. */
class ModerationTest {
    private final Stage stage = new Stage();

    @Test
    void shouldAskTheHookAndRefuseWhenItDoesNotAnswer() {
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

    private final List<TextHook.Answer> asked = new ArrayList<>();

    private final Stage hooked = new Stage(
            new Accounts(1_000),
            (stream, viewer, text, answer) -> asked.add(answer),
            BusOptions.defaults(Stage.EPOCH_US));

    @Test
    void shouldTakeOnlyWhatTheControlWouldTakeFromTheHook() {
        Stage.Box game = hooked.game("", "{'say':{'kind':'textbox','lengthMax':5}}");
        Stage.Box viewer = hooked.viewer("");
        for (int i = 0; i < 3; i++) {
            viewer.say("{'type':'text','control':'say','text':'hello','id':" + i + "}");
        }
        asked.get(0).allow("*".repeat(6));
        asked.get(1).allow(" ");
        asked.get(2).allow("*".repeat(5));
        assertThat(viewer.all("error"))
                .extracting(error -> error.path("code").asText())
                .containsExactly("refused", "refused");
        assertThat(game.all("text"))
                .extracting(text -> text.path("text").asText())
                .containsExactly("*****");
        assertThat(hooked.bus.counters().textsUnchecked()).isEqualTo(2);
        assertThat(hooked.bus.counters().dropped()).containsEntry("refused", 2L);
    }

    @Test
    void shouldCountTheFirstAnswerOfAHookAlone() {
        Stage.Box game = hooked.game("", "{'say':{'kind':'textbox'}}");
        Stage.Box viewer = hooked.viewer("");
        viewer.say("{'type':'text','control':'say','text':'one','id':1}");
        viewer.say("{'type':'text','control':'say','text':'two','id':2}");
        asked.get(0).refuse(null);
        asked.get(0).allow("one");
        asked.get(0).fail();
        asked.get(1).allow("two");
        asked.get(1).refuse("too late");
        hooked.pass(500);
        assertThat(viewer.all("error")).hasSize(1);
        assertThat(viewer.all("reply")).hasSize(1);
        assertThat(game.all("text")).hasSize(1);
        assertThat(hooked.bus.counters().textsUnchecked()).isZero();
    }

    @Test
    void shouldSellNoTextThatTheHookRefuses() {
        Stage.Box game = hooked.game("", "{'shout':{'kind':'textbox','cost':100,'cooldownMs':60000}}");
        Stage.Box viewer = hooked.viewer(",'token':'viewer:anna'");
        for (int i = 1; i <= 4; i++) {
            viewer.say("{'type':'intent','key':'purchase-" + i + "','control':'shout','text':'darn'}");
        }
        assertThat(asked).hasSize(4);
        asked.get(0).refuse("Mind your words.");
        asked.get(1).allow("d***");
        // Meanwhile the control cools down.
        asked.get(2).allow("darn");
        hooked.pass(300);
        assertThat(viewer.all("void"))
                .extracting(
                        each -> each.path("key").asText(),
                        each -> each.path("code").asText())
                .containsExactly(
                        tuple("purchase-1", "refused"),
                        tuple("purchase-3", "cooldown"),
                        tuple("purchase-4", "refused"));
        assertThat(game.all("deliver"))
                .extracting(each -> each.path("text").asText())
                .containsExactly("d***");
        assertThat(viewer.last("hold").path("key").asText()).isEqualTo("purchase-2");
    }

    @Test
    void shouldLetNothingPassOfWhoWasSilencedWhileTheHookThought() {
        Stage.Box game = hooked.game("", "{'say':{'kind':'textbox'},'shout':{'kind':'textbox','cost':100}}");
        Stage.Box muted = hooked.viewer(",'token':'viewer:anna'");
        Stage.Box banned = hooked.viewer(",'token':'viewer:bert'");
        for (Stage.Box each : List.of(muted, banned)) {
            each.say("{'type':'text','control':'say','text':'hm','id':1}");
            each.say("{'type':'intent','key':'purchase-1','control':'shout','text':'hm'}");
        }
        game.say("{'type':'call','id':1,'method':'moderation.mute','params':{'viewer':'anna'}}");
        game.say("{'type':'call','id':2,'method':'moderation.ban','params':{'viewer':'bert'}}");
        asked.forEach(answer -> answer.allow("hm"));
        hooked.turn();
        assertThat(game.all("text")).isEmpty();
        assertThat(game.all("deliver")).isEmpty();
        assertThat(muted.lastErrorCode()).isEqualTo("forbidden");
        assertThat(muted.last("void").path("code").asText()).isEqualTo("forbidden");
        assertThat(hooked.ledger.balance(Stage.STREAM, "bert")).isEqualTo(1_000);
    }

    @Test
    void shouldLet1000TextsWaitForTheHook() {
        hooked.game("", "{'say':{'kind':'textbox'}}");
        Stage.Box viewer = hooked.viewer("");
        for (int i = 0; i < 1_000; i++) {
            if (i % 20 == 0) {
                viewer = hooked.viewer("");
            }
            viewer.say("{'type':'text','control':'say','text':'hm','id':" + i + "}");
        }
        Stage.Box next = hooked.viewer("");
        next.say("{'type':'text','control':'say','text':'hm','id':1}");
        assertThat(next.lastErrorCode()).isEqualTo("limit");
        assertThat(asked).hasSize(1_000);
        asked.getFirst().allow("hm");
        next.say("{'type':'text','control':'say','text':'hm','id':2}");
        assertThat(asked).hasSize(1_001);
        hooked.pass(201);
        assertThat(hooked.bus.counters().textsUnchecked()).isEqualTo(1_000);
    }

    @Test
    void shouldKeepTheLast100TextsForModerators() {
        Stage.Box game = hooked.game("", "{'say':{'kind':'textbox'}}");
        for (int i = 0; i < 110; i++) {
            Stage.Box viewer = hooked.viewer("");
            viewer.say("{'type':'text','control':'say','text':'text " + i + "','id':1}");
            if (i < 105) {
                asked.getLast().refuse(null);
            }
        }
        game.say("{'type':'call','id':9,'method':'moderation.queue'}");
        var texts = game.last("reply").path("result").path("texts");
        assertThat(texts).hasSize(100);
        assertThat(texts.get(0).path("text").asText()).isEqualTo("text 10");
        assertThat(texts.get(0).path("state").asText()).isEqualTo("refused");
        assertThat(texts.get(99).path("text").asText()).isEqualTo("text 109");
        assertThat(texts.get(99).path("state").asText()).isEqualTo("waiting");
    }

    @Test
    void shouldEndEveryConnectionOfWhomItBans() {
        Stage.Box game = stage.game("", "{'jump':{'kind':'button'}}");
        Stage.Box one = stage.viewer(",'token':'viewer:anna'");
        Stage.Box two = stage.viewer(",'token':'viewer:anna'");
        Stage.Box away = stage.viewer(",'token':'viewer:anna'");
        String session = away.last("welcome").path("session").asText();
        away.leave();
        Stage.Box other = stage.viewer("");
        game.say("{'type':'call','id':9,'method':'moderation.ban','params':{'viewer':'anna','minutes':5}}");
        for (Stage.Box each : List.of(one, two)) {
            assertThat(each.closed).isTrue();
            assertThat(each.last("bye").path("code").asText()).isEqualTo("forbidden");
            each.sendBinary(Inputs.frame().press(game.number("jump"), 1).bytes());
        }
        stage.pass(100);
        assertThat(game.records(game.number("jump"))).isEmpty();
        assertThat(other.closed).isFalse();
        Stage.Box back = stage.viewer(",'token':'viewer:anna','resume':{'session':'" + session + "','ver':1}");
        assertThat(back.last("bye").path("code").asText()).isEqualTo("forbidden");
        stage.pass(300_000);
        assertThat(stage.viewer(",'token':'viewer:anna'").all("welcome")).hasSize(1);
    }

    @Test
    void shouldBanTheAddressOfAnAnonymousViewerAlsoWhileItIsAway() {
        Stage.Box game = stage.game("");
        Stage.Box viewer = stage.connect("castle", "there");
        viewer.say("{'type':'hello','version':1,'role':'viewer'}");
        String id = viewer.last("welcome").path("viewer").path("id").asText();
        viewer.leave();
        game.say("{'type':'call','id':9,'method':'moderation.ban','params':{'viewer':'" + id + "'}}");
        Stage.Box another = stage.connect("castle", "there");
        another.say("{'type':'hello','version':1,'role':'viewer'}");
        assertThat(another.last("bye").path("code").asText()).isEqualTo("forbidden");
        // Whoever has a name is known by it.
        Stage.Box named = stage.connect("castle", "there");
        named.say("{'type':'hello','version':1,'role':'viewer','token':'viewer:anna'}");
        assertThat(named.all("welcome")).hasSize(1);
        game.say("{'type':'call','id':9,'method':'moderation.pardon','params':{'viewer':'" + id + "'}}");
        Stage.Box pardoned = stage.connect("castle", "there");
        pardoned.say("{'type':'hello','version':1,'role':'viewer'}");
        assertThat(pardoned.all("welcome")).hasSize(1);
    }

    @Test
    void shouldTake64IdsIntoTheCrew() {
        Stage.Box game = stage.game("");
        String call = "{'type':'call','id':%d,'method':'crew.set','params':{'viewers':[%s]}}";
        String most = IntStream.range(0, 64).mapToObj(i -> "'v" + i + "'").collect(Collectors.joining(","));
        game.say(call.formatted(1, most));
        assertThat(game.last("reply").path("id").asInt()).isEqualTo(1);
        game.say(call.formatted(2, most + ",'more'"));
        assertThat(game.lastErrorCode()).isEqualTo("invalid");
        assertThat(game.last("error").path("path").asText()).isEqualTo("params/viewers");
    }

    @Test
    void shouldTellModeratorsTheStatsOnceASecond() {
        Stage.Box moderator = stage.viewer(",'token':'viewer,moderator:mo'");
        Stage.Box viewer = stage.viewer("");
        moderator.forget();
        stage.pass(3_000);
        assertThat(moderator.all("stats")).hasSize(3);
        assertThat(moderator.last("stats").path("viewers").asInt()).isEqualTo(2);
        Stage.Box game = stage.game("");
        game.forget();
        moderator.forget();
        stage.pass(5_000);
        assertThat(moderator.all("stats")).hasSize(5).isEqualTo(game.all("stats"));
        assertThat(viewer.all("stats")).isEmpty();
        moderator.leave();
        moderator.forget();
        stage.pass(2_000);
        assertThat(moderator.all("stats")).isEmpty();
        assertThat(game.all("stats")).hasSize(7);
    }
}
