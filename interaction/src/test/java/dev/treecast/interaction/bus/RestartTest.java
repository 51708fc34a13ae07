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
}
