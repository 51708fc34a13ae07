package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.show.ShowOptions;
import dev.treecast.interaction.show.TextHook;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may come in, and who may stay. */
class ConnectionLimitsTest {
    private final Stage stage = new Stage();

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

    private static final BusOptions DEFAULTS = BusOptions.defaults(Stage.EPOCH_US);

    private static Stage with(BusOptions options) {
        return new Stage(new Accounts(1_000), TextHook.ALLOW, options);
    }

    @Test
    void shouldLetWhoSaysNoHelloGo() {
        Stage.Box silent = stage.connect();
        stage.pass(4_900);
        assertThat(silent.closed).isFalse();
        stage.pass(200);
        assertThat(silent.closed).isTrue();
        assertThat(silent.last("bye").path("reconnect").asBoolean()).isTrue();
    }

    @Test
    void shouldHaveTheBoundsThatWereReasoned() {
        assertThat(DEFAULTS.showsMax()).isEqualTo(1_000);
        assertThat(DEFAULTS.showsPerAddressMax()).isEqualTo(100);
        assertThat(DEFAULTS.clientsMax()).isEqualTo(100_000);
        assertThat(DEFAULTS.clientsPerAddressMax()).isEqualTo(5_000);
        assertThat(DEFAULTS.show().viewersMax()).isEqualTo(50_000);
        assertThat(DEFAULTS.show().sessionsMax()).isEqualTo(10_000);
    }

    private static Stage.Box hello(Stage stage, String stream, String address) {
        Stage.Box box = stage.connect(stream, address);
        box.say("{'type':'hello','version':1,'role':'viewer'}");
        return box;
    }

    private static boolean isLimited(Stage.Box box) {
        return !box.all("bye").isEmpty()
                && box.last("bye").path("code").asText().equals("limit");
    }

    @Test
    void shouldBoundConnectionsOfAnAddressAndInAll() {
        Stage small = with(new BusOptions(DEFAULTS.show(), 1_000, 100, 5, 3, DEFAULTS.helloNs()));
        // Those who have not said hello count as well.
        Stage.Box silent = small.connect("castle", "here");
        assertThat(isLimited(hello(small, "castle", "here"))).isFalse();
        assertThat(isLimited(hello(small, "castle", "here"))).isFalse();
        Stage.Box fourth = small.connect("castle", "here");
        assertThat(isLimited(fourth)).isTrue();
        fourth.leave();
        assertThat(isLimited(hello(small, "castle", "there"))).isFalse();
        assertThat(isLimited(hello(small, "castle", "there"))).isFalse();
        assertThat(isLimited(small.connect("castle", "elsewhere"))).isTrue();
        silent.leave();
        assertThat(small.bus.counters().dropped()).containsEntry("limit", 2L);
    }

    @Test
    void shouldGiveTheirPlacesToOthersWhenSomebodyLeaves() {
        Stage small = with(new BusOptions(DEFAULTS.show(), 1_000, 100, 100, 1, DEFAULTS.helloNs()));
        for (int i = 0; i < 5; i++) {
            Stage.Box box = small.connect("castle", "here");
            assertThat(isLimited(box)).isFalse();
            Stage.Box second = small.connect("castle", "here");
            assertThat(isLimited(second)).isTrue();
            second.leave();
            box.leave();
            box.leave();
        }
    }

    @Test
    void shouldBoundShows() {
        Stage small = with(new BusOptions(DEFAULTS.show(), 3, 2, 100, 100, DEFAULTS.helloNs()));
        Stage.Box first = hello(small, "one", "here");
        hello(small, "two", "here");
        assertThat(isLimited(hello(small, "three", "here"))).isTrue();
        // One that is there is for everybody, and others have shows of their own.
        assertThat(isLimited(hello(small, "two", "here"))).isFalse();
        assertThat(isLimited(hello(small, "three", "there"))).isFalse();
        assertThat(isLimited(hello(small, "four", "elsewhere"))).isTrue();
        // A show whose last viewer is not coming back makes room.
        first.leave();
        small.pass(31_000);
        assertThat(isLimited(hello(small, "five", "here"))).isFalse();
        assertThat(small.bus.counters().shows()).isEqualTo(3);
    }

    @Test
    void shouldLetGamesBeginShowsFromOneAddress() {
        Stage small = with(new BusOptions(DEFAULTS.show(), 10, 1, 100, 100, DEFAULTS.helloNs()));
        for (String stream : List.of("one", "two", "three")) {
            Stage.Box game = small.connect(stream, "here");
            game.say("{'type':'hello','version':1,'role':'game','token':'game:g'}");
            assertThat(game.all("welcome")).hasSize(1);
        }
    }

    @Test
    void shouldBoundTheViewersOfAShow() {
        ShowOptions show = new ShowOptions(
                Stage.EPOCH_US, 1_000, 2, 10, 50_000_000L, 1_500_000_000L, 30_000_000_000L, 30_000_000_000L, 1, 1);
        Stage small = with(DEFAULTS.withShow(show));
        small.viewer("");
        small.viewer("");
        assertThat(isLimited(small.viewer(""))).isTrue();
    }

    /** Comes back to a show in which so many patches were made, one each so many milliseconds. */
    private Stage.Box backAfter(int patches, int everyMs) {
        Stage.Box game = stage.game("");
        // Stays, so that the show keeps what it has.
        stage.viewer("");
        Stage.Box viewer = stage.viewer(",'token':'viewer:anna'");
        String session = viewer.last("welcome").path("session").asText();
        long version = viewer.last("snapshot").path("ver").asLong();
        for (int i = 0; i < patches; i++) {
            game.say("{'type':'patch','id':1,'ops':{'world':{'n':" + i + "}}}");
            stage.pass(everyMs);
        }
        viewer.leave();
        return stage.viewer(",'token':'viewer:anna','resume':{'session':'" + session + "','ver':" + version + "}");
    }

    @Test
    void shouldReplay1024Patches() {
        Stage.Box back = backAfter(1_024, 20);
        assertThat(back.all("patch")).hasSize(1_024);
        assertThat(back.last("welcome").path("resumed").asBoolean()).isTrue();
        assertThat(back.all("snapshot")).isEmpty();
    }

    @Test
    void shouldSendASnapshotAfterMorePatches() {
        Stage.Box back = backAfter(1_025, 20);
        assertThat(back.all("patch")).isEmpty();
        assertThat(back.last("welcome").path("resumed").asBoolean()).isFalse();
        assertThat(back.all("snapshot")).hasSize(1);
    }

    @Test
    void shouldReplay30SecondsAndNoMore() {
        Stage.Box back = backAfter(3, 10_000);
        assertThat(back.all("patch")).hasSize(3);
        Stage.Box late = backAfter(4, 10_000);
        assertThat(late.all("patch")).isEmpty();
        assertThat(late.all("snapshot")).hasSize(1);
    }

    @Test
    void shouldKeepASessionFor30Seconds() {
        Stage.Box viewer = stage.viewer(",'token':'viewer:anna'");
        String session = viewer.last("welcome").path("session").asText();
        viewer.leave();
        stage.pass(29_900);
        Stage.Box back = stage.viewer(",'token':'viewer:anna','resume':{'session':'" + session + "','ver':1}");
        assertThat(back.last("welcome").path("session").asText()).isEqualTo(session);
        back.leave();
        stage.pass(30_100);
        Stage.Box late = stage.viewer(",'token':'viewer:anna','resume':{'session':'" + session + "','ver':1}");
        assertThat(late.last("welcome").path("session").asText()).isNotEqualTo(session);
    }
}
