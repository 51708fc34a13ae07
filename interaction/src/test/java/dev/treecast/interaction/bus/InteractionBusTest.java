package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.treecast.interaction.protocol.TickRecord;
import org.junit.jupiter.api.Test;

/** The bus from end to end. */
class InteractionBusTest {
    private final Stage stage = new Stage();

    @Test
    void shouldShowAViewerWhatTheGameDescribed() {
        Stage.Box viewer = stage.viewer("");
        assertThat(viewer.last("welcome").path("resumed").asBoolean()).isFalse();
        assertThat(viewer.last("welcome").path("viewer").path("id").asText()).startsWith("anon-");
        assertThat(viewer.last("snapshot").path("live").asBoolean()).isFalse();

        stage.game("", "{'heal':{'kind':'button','label':'Heal'}}");

        JsonNode ready = viewer.all("patch").getLast();
        assertThat(viewer.all("patch")
                        .get(1)
                        .path("ops")
                        .path("controls")
                        .path("heal")
                        .path("disabled")
                        .asBoolean())
                .isTrue();
        assertThat(ready.path("ops").path("controls").path("heal").has("disabled"))
                .isTrue();
        assertThat(ready.path("ops")
                        .path("controls")
                        .path("heal")
                        .path("disabled")
                        .isNull())
                .isTrue();
        Stage.Box later = stage.viewer("");
        assertThat(later.last("snapshot")
                        .path("controls")
                        .path("heal")
                        .path("number")
                        .asInt())
                .isEqualTo(1);
        assertThat(later.last("snapshot").path("ver")).isEqualTo(ready.path("ver"));
    }

    @Test
    void shouldChainPatchesByVersion() {
        Stage.Box viewer = stage.viewer("");
        Stage.Box game = stage.game("", "{'heal':{'kind':'button'}}");
        for (int i = 0; i < 5; i++) {
            game.say("{'type':'patch','id':2,'ops':{'world':{'score':" + i + "}}}");
        }
        long version = viewer.last("snapshot").path("ver").asLong();
        for (JsonNode patch : viewer.all("patch")) {
            assertThat(patch.path("from").asLong()).isEqualTo(version);
            version = patch.path("ver").asLong();
        }
    }

    @Test
    void shouldWriteAPatchOnceForAllViewers() {
        Stage.Box one = stage.viewer("");
        Stage.Box two = stage.viewer("");
        Stage.Box game = stage.game("");
        game.say("{'type':'patch','id':2,'ops':{'world':{'score':1}}}");
        assertThat(one.raw.getLast()).isSameAs(two.raw.getLast());
    }

    @Test
    void shouldFoldPressesIntoATick() {
        Stage.Box game = stage.game("", "{'jump':{'kind':'button'}}");
        int jump = game.number("jump");
        Stage.Box one = stage.viewer("");
        Stage.Box two = stage.viewer("");
        stage.pass(100);
        one.sendBinary(Inputs.frame().press(jump, 1).bytes());
        one.sendBinary(Inputs.frame().press(jump, 1).release(jump, 2).bytes());
        one.sendBinary(Inputs.frame().press(jump, 1).release(jump, 2).bytes());
        two.sendBinary(Inputs.frame().press(jump, 900).bytes());
        stage.pass(100);
        TickRecord all = game.records(jump).getFirst();
        assertThat(game.records(jump)).hasSize(1);
        assertThat(all.received()).isEqualTo(3);
        assertThat(all.distinct()).isEqualTo(2);
        assertThat(all.presses()).isEqualTo(new TickRecord.Presses(2, 1, 1));

        two.leave();
        stage.pass(100);
        assertThat(game.records(jump).getLast().presses()).isEqualTo(new TickRecord.Presses(0, 0, 0));
    }

    @Test
    void shouldAverageJoysticksAndReleaseThemWhenTheyFallSilent() {
        Stage.Box game = stage.game("", "{'drone':{'kind':'joystick','deadmanMs':300}}");
        int drone = game.number("drone");
        stage.pass(100);
        Stage.Box one = stage.viewer("");
        Stage.Box two = stage.viewer("");
        one.sendBinary(Inputs.frame().move(drone, 32_767, 0, 1).bytes());
        two.sendBinary(Inputs.frame().move(drone, 0, 32_767, 1).bytes());
        stage.pass(60);
        TickRecord.Moves moves = game.records(drone).stream()
                .map(TickRecord::moves)
                .filter(each -> each != null && each.moves() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(moves.meanX()).isEqualTo(0.5f);
        assertThat(moves.meanY()).isEqualTo(0.5f);
        assertThat(moves.directions().get(0)).isEqualTo(128);
        assertThat(moves.directions().get(4)).isEqualTo(128);
        stage.pass(400);
        assertThat(game.records(drone).getLast().dead()).isTrue();
    }

    @Test
    void shouldCountBallotsOncePerPrincipal() {
        Stage.Box game = stage.game("", "{'weapon':{'kind':'poll','options':['Sword','Bow'],'everyMs':20000}}");
        Stage.Box anna = stage.viewer(",'token':'viewer:anna'");
        Stage.Box again = stage.viewer(",'token':'viewer:anna'");
        Stage.Box other = stage.viewer("");
        anna.say("{'type':'ballot','control':'weapon','round':1,'option':0}");
        again.say("{'type':'ballot','control':'weapon','round':1,'option':1}");
        other.say("{'type':'ballot','control':'weapon','round':1,'option':1}");
        assertThat(other.last("ballot").path("counted").asBoolean()).isTrue();
        stage.pass(300);
        assertThat(anna.binaries.getLast()).containsExactly(2, 0, 1, 1, 2, 0, 2);
        stage.pass(21_500);
        assertThat(game.last("result").path("counts").toString()).isEqualTo("[0,2]");
        assertThat(anna.last("result").path("winner").asInt()).isEqualTo(1);
        anna.say("{'type':'ballot','control':'weapon','round':1,'option':0}");
        assertThat(anna.lastErrorCode()).isEqualTo("closed");
        anna.say("{'type':'ballot','control':'weapon','round':2,'option':0}");
        assertThat(anna.last("ballot").path("round").asInt()).isEqualTo(2);
    }

    @Test
    void shouldSellOnceAndOnlyAfterTheLedgerHasIt() {
        Stage.Box game = stage.game("", "{'heal':{'kind':'button','cost':100}}");
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        assertThat(viewer.all("hold")).isEmpty();
        stage.turn();
        assertThat(viewer.last("hold").path("balance").asLong()).isEqualTo(900);
        String purchase = game.last("deliver").path("purchase").asText();
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        stage.pass(3_100);
        assertThat(game.last("deliver").path("attempt").asInt()).isEqualTo(2);
        game.say("{'type':'capture','purchase':'" + purchase + "'}");
        stage.turn();
        assertThat(game.last("settled").path("state").asText()).isEqualTo("captured");
        assertThat(viewer.last("capture").path("balance").asLong()).isEqualTo(900);
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        stage.turn();
        assertThat(viewer.all("capture")).hasSize(2);
        assertThat(viewer.all("hold")).hasSize(2);
    }

    @Test
    void shouldGiveMoneyBackWhenTheGameDoesNotAnswer() {
        Stage.Box game = stage.game("", "{'heal':{'kind':'button','cost':100,'holdMs':5000}}");
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        stage.pass(5_100);
        assertThat(viewer.last("void").path("balance").asLong()).isEqualTo(1_000);
        game.say("{'type':'capture','purchase':'"
                + game.last("deliver").path("purchase").asText() + "'}");
        stage.turn();
        assertThat(game.last("settled").path("state").asText()).isEqualTo("voided");
    }

    @Test
    void shouldDeliverAgainToAGameThatTookOver() {
        Stage.Box first = stage.game("", "{'heal':{'kind':'button','cost':100}}");
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        stage.turn();
        Stage.Box second = stage.game("");
        assertThat(first.last("bye").path("code").asText()).isEqualTo("superseded");
        assertThat(second.last("deliver").path("attempt").asInt()).isEqualTo(2);
        assertThat(second.last("snapshot")
                        .path("document")
                        .path("scenes")
                        .path("default")
                        .path("controls")
                        .has("heal"))
                .isTrue();
        Stage.Box late = stage.game(",'epoch':1");
        assertThat(late.last("bye").path("code").asText()).isEqualTo("superseded");
    }

    @Test
    void shouldResumeASessionFromItsVersion() {
        Stage.Box game = stage.game("", "{'heal':{'kind':'button'}}");
        Stage.Box viewer = stage.viewer("");
        String session = viewer.last("welcome").path("session").asText();
        String id = viewer.last("welcome").path("viewer").path("id").asText();
        long version = viewer.last("snapshot").path("ver").asLong();
        viewer.leave();
        game.say("{'type':'patch','id':2,'ops':{'world':{'score':1}}}");
        stage.pass(10_000);
        Stage.Box back = stage.viewer(",'resume':{'session':'" + session + "','ver':" + version + "}");
        assertThat(back.last("welcome").path("resumed").asBoolean()).isTrue();
        assertThat(back.all("snapshot")).isEmpty();
        assertThat(back.last("patch").path("ops").path("world").path("score").asInt())
                .isEqualTo(1);
        back.leave();
        stage.pass(31_000);
        Stage.Box late = stage.viewer(",'resume':{'session':'" + session + "','ver':" + version + "}");
        assertThat(late.last("welcome").path("resumed").asBoolean()).isFalse();
        assertThat(late.last("welcome").path("viewer").path("id").asText()).isEqualTo(id);
        assertThat(late.all("snapshot")).hasSize(1);
    }

    @Test
    void shouldFreezeAndThenEndWithoutAGame() {
        Stage.Box game = stage.game("", "{'heal':{'kind':'button','cost':10,'holdMs':300000}}");
        Stage.Box viewer = stage.viewer("");
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        stage.turn();
        game.leave();
        stage.pass(1_400);
        assertThat(viewer.all("patch")).isEmpty();
        stage.pass(200);
        assertThat(viewer.last("patch").path("ops").path("live").asBoolean(true))
                .isFalse();
        stage.pass(29_000);
        assertThat(viewer.last("snapshot").path("controls").size()).isZero();
        assertThat(viewer.last("void").path("code").asText()).isEqualTo("ended");
        assertThat(viewer.last("void").path("balance").asLong()).isEqualTo(1_000);
    }

    @Test
    void shouldHandTheCrewsInputOnAtOnce() {
        Stage.Box game = stage.game("", "{'helm':{'kind':'joystick','merge':'crew','deadmanMs':300}}");
        int helm = game.number("helm");
        Stage.Box pilot = stage.viewer(",'token':'viewer:anna'");
        pilot.sendBinary(Inputs.frame().move(helm, 5, 6, 1).bytes());
        assertThat(pilot.lastErrorCode()).isEqualTo("forbidden");
        game.say("{'type':'call','id':5,'method':'crew.set','params':{'viewers':['anna']}}");
        pilot.sendBinary(Inputs.frame().move(helm, 5, 6, 2).bytes());
        assertThat(game.binaries).hasSize(2);
        assertThat(game.binaries.get(0)[0]).isEqualTo((byte) 0x12);
        assertThat(game.binaries.get(1)).containsExactly(0x11, 0, helm, 1, 3, 0, 5, 0, 6, 0xFF, 0xFF, 0xFF, 0xFF);
        stage.pass(350);
        assertThat(game.binaries.getLast()).startsWith(0x11, 0, helm, 1, 3, 0, 0, 0, 0);
    }

    @Test
    void shouldSendEventsCuesAndPositions() {
        SeenFrameClock clock = new SeenFrameClock() {
            @Override
            public long streamTimeUs(int rtpTimestamp) {
                return UNKNOWN;
            }

            @Override
            public long rtpTimestamp(long streamTimeUs) {
                return 4_000_000_000L;
            }
        };
        Stage.Box viewer = stage.viewer(clock, "");
        Stage.Box game = stage.game("");
        game.say("{'type':'event','scope':'everyone','name':'boom','data':{'x':1}}");
        assertThat(viewer.last("event").path("data").path("x").asInt()).isEqualTo(1);
        game.say("{'type':'cue','scope':'group','to':'default','at':5,'name':'flash'}");
        assertThat(viewer.last("cue").path("rtp").asLong()).isEqualTo(4_000_000_000L);
        game.sendBinary(new byte[] {3, 0, 0, 0, 9, 1, 42});
        game.sendBinary(new byte[] {3, 0, 0, 0, 8, 1, 41});
        stage.pass(300);
        assertThat(viewer.binaries).hasSize(1);
        assertThat(viewer.binaries.getFirst()).containsExactly(3, 0, 0, 0, 9, 1, 42);
    }

    @Test
    void shouldMoveViewersBetweenGroups() {
        Stage.Box game = stage.game("", "{'a':{'kind':'button'}}");
        game.say(
                "{'type':'patch','id':2,'ops':{'scenes':{'red':{'controls':{'b':{'kind':'button'}}}},'groups':{'reds':{'scene':'red'}}}}");
        Stage.Box viewer = stage.viewer(",'token':'viewer:anna'");
        game.say("{'type':'call','id':5,'method':'group.set','params':{'viewer':'anna','group':'reds'}}");
        assertThat(viewer.last("snapshot").path("scene").asText()).isEqualTo("red");
        assertThat(viewer.last("snapshot").path("controls").has("b")).isTrue();
        game.say("{'type':'patch','id':3,'ops':{'groups':{'reds':{'scene':'default'}}}}");
        assertThat(viewer.last("patch").path("ops").path("controls").path("b").isNull())
                .isTrue();
        assertThat(viewer.last("patch").path("ops").path("controls").has("a")).isTrue();
        game.say("{'type':'patch','id':4,'ops':{'groups':{'reds':null}}}");
        assertThat(viewer.last("snapshot").path("group").asText()).isEqualTo("default");
    }

    @Test
    void shouldRefuseAPatchWholeWithThePathOfItsFirstMisfit() {
        Stage.Box viewer = stage.viewer("");
        Stage.Box game = stage.game("");
        game.say(
                "{'type':'patch','id':2,'ops':{'world':{'a':1},'scenes':{'default':{'controls':{'x':{'kind':'button','cost':-1}}}}}}");
        assertThat(game.last("error").path("path").asText()).isEqualTo("scenes/default/controls/x/cost");
        assertThat(game.last("error").path("id").asInt()).isEqualTo(2);
        assertThat(viewer.last("patch").path("ops").has("world")).isFalse();
    }

    @Test
    void shouldFindAPlaceForWhoseGroupIsGone() {
        Stage.Box game = stage.game("");
        game.say("{'type':'patch','id':2,'ops':{'groups':{'reds':{'scene':'default'}}}}");
        Stage.Box viewer = stage.viewer(",'token':'viewer:anna'");
        game.say("{'type':'call','id':5,'method':'group.set','params':{'viewer':'anna','group':'reds'}}");
        String session = viewer.last("welcome").path("session").asText();
        viewer.leave();
        game.say("{'type':'patch','id':4,'ops':{'groups':{'reds':null}}}");
        Stage.Box back = stage.viewer(",'token':'viewer:anna','resume':{'session':'" + session + "','ver':3}");
        assertThat(back.last("snapshot").path("group").asText()).isEqualTo("default");
        game.say("{'type':'patch','id':5,'ops':{'world':{'a':1}}}");
        assertThat(back.all("patch")).hasSize(1);
    }
}
