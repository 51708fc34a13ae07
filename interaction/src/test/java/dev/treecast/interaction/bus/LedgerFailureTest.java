package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.ledger.file.FailingDisk;
import dev.treecast.interaction.show.TextHook;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A show while its ledger cannot be written: nothing about money is said that is not on disk, and all else goes on. */
class LedgerFailureTest {
    private static final String CONTROLS =
            "{'heal':{'kind':'button','cost':100},'jump':{'kind':'button'},'slow':{'kind':'button','cost':1,'holdMs':300000}}";

    @TempDir
    private Path folder;

    private final FailingDisk disk = new FailingDisk();
    private Stage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new Stage(
                disk.ledger(folder.resolve("ledger"), 1_000), TextHook.ALLOW, BusOptions.defaults(Stage.EPOCH_US));
    }

    @AfterEach
    void stop() {
        stage.ledger.close();
    }

    @Test
    void shouldRefuseToSellAndGoOnWithEverythingElse() {
        Stage.Box game = stage.game("", CONTROLS);
        Stage.Box viewer = stage.viewer("");
        disk.room = 0;
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        stage.turn();
        assertThat(viewer.all("hold")).isEmpty();
        assertThat(game.all("deliver")).isEmpty();
        assertThat(stage.bus.counters().ledgerWritable()).isFalse();

        viewer.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        assertThat(viewer.last("void").path("code").asText()).isEqualTo("unavailable");
        assertThat(viewer.last("void").path("retryAfterMs").asLong()).isEqualTo(5_000);
        assertThat(viewer.last("void").path("balance").asLong()).isEqualTo(1_000);
        Stage.Box other = stage.viewer("");
        assertThat(other.last("welcome").path("balance").asLong()).isEqualTo(1_000);
        game.say("{'type':'call','id':9,'method':'credits.grant','params':{'viewer':'anna','amount':5,'key':'gift'}}");
        assertThat(game.lastErrorCode()).isEqualTo("unavailable");
        viewer.sendBinary(Inputs.frame().press(game.number("jump"), 1).bytes());
        stage.pass(1_000);
        assertThat(game.records(game.number("jump"))).hasSize(1);
        assertThat(game.all("stats")).isNotEmpty();

        // One try a second, and none in between.
        long failures = stage.bus.counters().ledgerFailures();
        stage.pass(10_000);
        assertThat(stage.bus.counters().ledgerFailures() - failures).isEqualTo(10);

        disk.room = Long.MAX_VALUE;
        stage.pass(1_000);
        assertThat(stage.bus.counters().ledgerWritable()).isTrue();
        assertThat(viewer.last("hold").path("key").asText()).isEqualTo("purchase-1");
        assertThat(viewer.last("hold").path("balance").asLong()).isEqualTo(900);
        assertThat(game.last("deliver").path("attempt").asInt()).isEqualTo(1);
        viewer.say("{'type':'intent','key':'purchase-2','control':'heal'}");
        stage.turn();
        assertThat(viewer.last("hold").path("balance").asLong()).isEqualTo(800);
    }

    @Test
    void shouldSayTheEndOfAPurchaseOnlyWhenItIsOnDisk() {
        Stage.Box game = stage.game("", CONTROLS);
        Stage.Box viewer = stage.viewer(",'token':'viewer:anna'");
        viewer.say("{'type':'intent','key':'purchase-1','control':'heal'}");
        viewer.say("{'type':'intent','key':'purchase-2','control':'slow'}");
        stage.turn();
        String heal = game.all("deliver").getFirst().path("purchase").asText();
        String slow = game.last("deliver").path("purchase").asText();
        disk.room = 0;
        game.say("{'type':'capture','purchase':'" + slow + "'}");
        stage.turn();
        // Everybody asks again and again; a viewer comes back, another game takes over, and a hold runs out.
        for (int i = 0; i < 50; i++) {
            game.say("{'type':'capture','purchase':'" + slow + "'}");
            viewer.say("{'type':'intent','key':'purchase-2','control':'slow'}");
            stage.pass(1_000);
        }
        Stage.Box again = stage.viewer(",'token':'viewer:anna'");
        Stage.Box next = stage.game("");
        stage.turn();
        assertThat(game.all("settled")).isEmpty();
        assertThat(viewer.all("capture")).isEmpty();
        assertThat(viewer.all("void")).isEmpty();
        assertThat(again.all("capture")).isEmpty();
        assertThat(next.all("deliver")).isEmpty();
        assertThat(next.all("settled")).isEmpty();
        assertThat(again.last("welcome").path("balance").asLong()).isEqualTo(899);

        disk.room = Long.MAX_VALUE;
        stage.pass(1_000);
        for (Stage.Box each : new Stage.Box[] {viewer, again}) {
            assertThat(each.last("capture").path("key").asText()).isEqualTo("purchase-2");
            assertThat(each.last("void").path("purchase").asText()).isEqualTo(heal);
            assertThat(each.last("void").path("balance").asLong()).isEqualTo(999);
        }
        assertThat(next.all("settled"))
                .extracting(settled -> settled.path("state").asText())
                .containsExactlyInAnyOrder("captured", "voided");
        assertThat(viewer.all("capture").size() + viewer.all("void").size()).isLessThanOrEqualTo(4);
    }

    @Test
    void shouldDeliverToAGameThatCameMeanwhileOnceItIsOnDisk() {
        Stage.Box game = stage.game("", CONTROLS);
        Stage.Box viewer = stage.viewer("");
        disk.room = 10;
        viewer.say("{'type':'intent','key':'purchase-1','control':'slow'}");
        stage.turn();
        game.leave();
        Stage.Box next = stage.game("");
        stage.pass(5_000);
        assertThat(next.all("deliver")).isEmpty();
        disk.room = Long.MAX_VALUE;
        stage.pass(1_000);
        assertThat(next.all("deliver")).isNotEmpty();
        next.say("{'type':'capture','purchase':'"
                + next.last("deliver").path("purchase").asText() + "'}");
        stage.turn();
        assertThat(viewer.last("capture").path("balance").asLong()).isEqualTo(999);
    }
}
