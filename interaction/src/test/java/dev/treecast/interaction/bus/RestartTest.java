package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.ledger.file.FileLedger;
import dev.treecast.interaction.show.TextHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed and started again. */
class RestartTest {
    @TempDir
    private Path folder;

    private Stage start(String name) throws IOException {
        return new Stage(
                FileLedger.open(folder.resolve(name), 1_000), TextHook.ALLOW, BusOptions.defaults(Stage.EPOCH_US));
    }

    /** What a killed process leaves: the file as it is on disk. */
    private void kill(String name, String copy) throws IOException {
        Files.copy(folder.resolve(name), folder.resolve(copy));
    }

    @Test
    void shouldGoOnWithPurchasesAfterAKill() throws IOException {
        Stage before = start("one");
        before.game("", "{'heal':{'kind':'button','cost':100}}");
        Stage.Box anonymous = before.viewer("");
        String session = anonymous.last("welcome").path("session").asText();
        anonymous.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        before.turn();
        assertThat(anonymous.all("hold")).hasSize(1);
        // This one was never answered, and is not on disk.
        anonymous.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        kill("one", "two");

        Stage after = start("two");
        Stage.Box game = after.game("", "{'heal':{'kind':'button','cost':100}}");
        assertThat(game.all("deliver")).hasSize(1);
        Stage.Box again = after.viewer(",'resume':{'session':'" + session + "','ver':3}");
        assertThat(again.last("welcome").path("viewer"))
                .isEqualTo(anonymous.last("welcome").path("viewer"));
        assertThat(again.last("welcome").path("balance").asLong()).isEqualTo(900);
        assertThat(again.last("hold").path("key").asText()).isEqualTo("purchase-1");
        again.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        again.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        after.turn();
        assertThat(game.all("deliver")).hasSize(2);
        game.all("deliver")
                .forEach(each -> game.say(
                        "{'type':'capture','purchase':'" + each.path("purchase").asText() + "'}"));
        after.turn();
        assertThat(again.last("capture").path("balance").asLong()).isEqualTo(800);
        before.ledger.close();
        after.ledger.close();
    }

    @Test
    void shouldVoidWhatRanOutWhileTheServerWasDown() throws IOException {
        Stage before = start("one");
        before.game("", "{'heal':{'kind':'button','cost':100}}");
        Stage.Box anna = before.viewer(",'token':'viewer:anna'");
        anna.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        before.turn();
        kill("one", "two");
        Stage after = start("two");
        after.nowNs += 60_000 * Stage.MS;
        after.turn();
        assertThat(after.viewer(",'token':'viewer:anna'")
                        .last("void")
                        .path("balance")
                        .asLong())
                .isEqualTo(1_000);
        before.ledger.close();
        after.ledger.close();
    }

    @Test
    void shouldKeepBansAndMutes() throws IOException {
        Stage before = start("one");
        Stage.Box game = before.game("");
        Stage.Box anonymous = before.viewer("");
        String stranger = anonymous.last("welcome").path("viewer").path("id").asText();
        game.say("{'type':'call','id':2,'method':'moderation.ban','params':{'viewer':'anna','minutes':1}}");
        game.say("{'type':'call','id':3,'method':'moderation.ban','params':{'viewer':'bert'}}");
        game.say("{'type':'call','id':4,'method':'moderation.ban','params':{'viewer':'carl'}}");
        game.say("{'type':'call','id':5,'method':'moderation.pardon','params':{'viewer':'carl'}}");
        game.say("{'type':'call','id':6,'method':'moderation.mute','params':{'viewer':'dora'}}");
        game.say("{'type':'call','id':7,'method':'moderation.ban','params':{'viewer':'" + stranger + "'}}");
        assertThat(game.all("reply")).isEmpty();
        before.pass(50);
        assertThat(game.all("reply")).hasSize(6);
        kill("one", "two");

        Stage after = start("two");
        assertThat(after.viewer(",'token':'viewer:anna'")
                        .last("bye")
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
        assertThat(after.viewer(",'token':'viewer:bert'")
                        .last("bye")
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
        assertThat(after.viewer(",'token':'viewer:carl'").all("welcome")).hasSize(1);
        // From the address that was banned with the stranger: the second that is given out.
        after.game("", "{'say':{'kind':'textbox'}}");
        Stage.Box dora = after.viewer(",'token':'viewer:dora'");
        dora.say("{'type':'text','id':1,'control':'say','text':'hello'}");
        assertThat(dora.lastErrorCode()).isEqualTo("forbidden");
        after.pass(60_000);
        assertThat(after.viewer(",'token':'viewer:anna'").all("welcome")).hasSize(1);
        assertThat(after.viewer(",'token':'viewer:bert'")
                        .last("bye")
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
        before.ledger.close();
        after.ledger.close();
    }

    @Test
    void shouldCountOneVoteOfEachBeforeAndAfterAKill() throws IOException {
        String poll = "{'weapon':{'kind':'poll','options':['Sword','Bow'],'everyMs':20000}}";
        Stage before = start("one");
        Stage.Box game = before.game("", poll);
        Stage.Box anna = before.viewer(",'token':'viewer:anna'");
        Stage.Box bert = before.viewer(",'token':'viewer:bert'");
        before.pass(21_000);
        assertThat(game.last("result").path("round").asInt()).isEqualTo(1);
        anna.say("{'type':'ballot','control':'weapon','round':2,'option':0}");
        bert.say("{'type':'ballot','control':'weapon','round':2,'option':0}");
        before.pass(50);
        assertThat(anna.last("ballot").path("counted").asBoolean()).isTrue();
        kill("one", "two");

        Stage after = start("two");
        after.nowNs = before.nowNs + 3_000 * Stage.MS;
        Stage.Box again = after.viewer(",'token':'viewer:anna'");
        Stage.Box carl = after.viewer(",'token':'viewer:carl'");
        Stage.Box next = after.game("", poll);
        assertThat(carl.last("patch").toString()).contains("\"round\":2");
        again.say("{'type':'ballot','control':'weapon','round':2,'option':1}");
        carl.say("{'type':'ballot','control':'weapon','round':2,'option':1}");
        after.pass(20_000);
        assertThat(next.last("result").path("round").asInt()).isEqualTo(2);
        assertThat(next.last("result").path("counts").toString()).isEqualTo("[1,2]");
        // What is over is not kept.
        assertThat(after.ledger.sections(Stage.STREAM)).containsExactly("poll/default/weapon/3");
        before.ledger.close();
        after.ledger.close();
    }

    @Test
    void shouldTellTheResultOfARoundThatClosedWhileTheServerWasDown() throws IOException {
        String poll = "{'weapon':{'kind':'poll','options':['Sword','Bow'],'everyMs':20000}}";
        Stage before = start("one");
        before.game("", poll);
        Stage.Box anna = before.viewer(",'token':'viewer:anna'");
        anna.say("{'type':'ballot','control':'weapon','round':1,'option':1}");
        before.pass(50);
        kill("one", "two");
        Stage after = start("two");
        after.nowNs = before.nowNs + 60_000 * Stage.MS;
        Stage.Box game = after.game("", poll);
        assertThat(game.last("result").path("counts").toString()).isEqualTo("[0,1]");
        before.ledger.close();
        after.ledger.close();
    }

    @Test
    void shouldForgetAPollThatTheGameNoLongerShows() throws IOException {
        Stage before = start("one");
        before.game("", "{'weapon':{'kind':'poll','options':['Sword','Bow']}}");
        before.viewer(",'token':'viewer:anna'").say("{'type':'ballot','control':'weapon','round':1,'option':1}");
        before.pass(50);
        kill("one", "two");
        Stage after = start("two");
        after.game("", "{'weapon':{'kind':'poll','options':['Sword','Axe']}}");
        assertThat(after.ledger.notes(Stage.STREAM, "poll/default/weapon/1")).doesNotContainKey("anna");
        before.ledger.close();
        after.ledger.close();
    }
}
