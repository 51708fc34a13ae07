package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.branch.Branch;
import dev.treecast.interaction.branch.BranchOptions;
import dev.treecast.interaction.protocol.TickRecord;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Input that is folded at edges and merged at relays: the game gets what it would get from one process. */
class EdgeFoldingTest {
    private static final String CONTROLS = "{'jump':{'kind':'button'},'fire':{'kind':'button','cooldownMs':1000},"
            + "'fly':{'kind':'joystick','deadmanMs':300},'named':{'kind':'button','anonymous':false}}";

    private final Stage stage = new Stage();
    private final TreeNetwork network = new TreeNetwork(stage, 1, 0, BranchOptions.defaults());
    private final Stage.Box game = stage.game("", CONTROLS);
    private final int jump = game.number("jump");
    private final int fire = game.number("fire");
    private final int fly = game.number("fly");

    private long folded() {
        return network.branches.stream().mapToLong(Branch::folded).sum();
    }

    private long received(int control) {
        return game.records(control).stream().mapToLong(TickRecord::received).sum();
    }

    private long holding(int control) {
        List<TickRecord> records = game.records(control);
        return records.isEmpty()
                ? 0
                : Objects.requireNonNull(records.getLast().presses()).holding();
    }

    private List<Stage.Box> viewers(int count) {
        List<Stage.Box> viewers = IntStream.range(0, count)
                .mapToObj(i -> network.viewer(i % TreeNetwork.EDGES, "v" + i, ""))
                .toList();
        network.pass(500);
        return viewers;
    }

    @Test
    void shouldFoldAtEdgesAndMergeAtRelays() {
        List<Stage.Box> viewers = viewers(300);
        network.upTicks = 0;
        network.rootTicks = 0;
        for (int round = 1; round <= 20; round++) {
            int input = round;
            viewers.forEach(viewer -> viewer.sendBinary(Inputs.frame()
                    .press(jump, input)
                    .move(fly, 16_384, -16_384, input)
                    .bytes()));
            network.pass(100);
        }
        network.pass(500);
        assertThat(received(jump)).isEqualTo(20 * 300);
        assertThat(received(fly)).isEqualTo(20 * 300);
        assertThat(folded()).isEqualTo(2 * 20 * 300);
        // One packet a round from each edge, and of two edges below one relay one.
        assertThat(network.upTicks).isBetween(60L, 80L);
        assertThat(network.rootTicks).isBetween(40L, 60L);
        assertThat(game.records(jump))
                .allSatisfy(record -> assertThat(record.distinct()).isEqualTo(record.received()));
        TickRecord.Moves moves =
                Objects.requireNonNull(game.records(fly).getFirst().moves());
        assertThat(moves.meanX()).isEqualTo(16_384 / 32_767f);
        assertThat(moves.meanY()).isEqualTo(-16_384 / 32_767f);
        assertThat(stage.bus.counters().received()).isEqualTo(2 * 20 * 300);
        assertThat(stage.bus.counters().dropped()).isEmpty();
    }

    @Test
    void shouldLeaveToTheShowWhatIsNotCountedAlone() {
        Stage.Box viewer = viewers(1).getFirst();
        viewer.sendBinary(
                Inputs.frame().press(jump, 1).press(fire, 2).press(jump, 3).bytes());
        viewer.sendBinary(Inputs.frame().press(fire, 4).bytes());
        network.pass(500);
        assertThat(received(jump)).isEqualTo(2);
        assertThat(received(fire)).isEqualTo(1);
        assertThat(folded()).isEqualTo(2);
        assertThat(viewer.lastErrorCode()).isEqualTo("cooldown");
    }

    @Test
    void shouldCountRepeatsOnceFromTheFirstFrameOn() {
        Stage.Box viewer = viewers(1).getFirst();
        game.say("{'type':'patch','id':2,'ops':{'scenes':{'default':{'controls':{'jump':{'cooldownMs':1}}}}}}");
        network.pass(200);
        byte[] early = Inputs.frame().press(jump, 1).bytes();
        viewer.sendBinary(early);
        network.pass(100);
        assertThat(folded()).isZero();
        game.say("{'type':'patch','id':3,'ops':{'scenes':{'default':{'controls':{'jump':{'cooldownMs':null}}}}}}");
        network.pass(200);
        viewer.sendBinary(early);
        byte[] late = Inputs.frame().press(jump, 2).press(jump, 1).bytes();
        viewer.sendBinary(late);
        viewer.sendBinary(late);
        network.pass(300);
        assertThat(folded()).isEqualTo(1);
        assertThat(received(jump)).isEqualTo(2);
    }

    @Test
    void shouldKnowWhatIsHeld() {
        List<Stage.Box> viewers = viewers(6);
        viewers.forEach(
                viewer -> viewer.sendBinary(Inputs.frame().press(jump, 1).bytes()));
        network.pass(300);
        assertThat(holding(jump)).isEqualTo(6);
        viewers.get(0).sendBinary(Inputs.frame().release(jump, 2).bytes());
        viewers.get(1).leave();
        network.pass(300);
        assertThat(holding(jump)).isEqualTo(4);
        // Its viewers go with an edge.
        network.crash(network.parents[2]);
        network.pass(11_000);
        long left = IntStream.of(2, 3, 4, 5)
                .filter(i -> network.parents[i % TreeNetwork.EDGES] != network.parents[2])
                .count();
        assertThat(left).isLessThan(4);
        assertThat(holding(jump)).isEqualTo(left);
        network.restart(network.parents[2]);
        network.pass(15_000);
        assertThat(holding(jump)).isEqualTo(left);
    }

    @Test
    void shouldReleaseWhereItWasPressed() {
        Stage.Box viewer = viewers(1).getFirst();
        game.say("{'type':'patch','id':2,'ops':{'scenes':{'default':{'controls':{'jump':{'cooldownMs':1}}}}}}");
        network.pass(200);
        viewer.sendBinary(Inputs.frame().press(jump, 1).bytes());
        network.pass(200);
        assertThat(holding(jump)).isEqualTo(1);
        game.say("{'type':'patch','id':3,'ops':{'scenes':{'default':{'controls':{'jump':{'cooldownMs':null}}}}}}");
        network.pass(200);
        viewer.sendBinary(Inputs.frame().release(jump, 2).bytes());
        network.pass(200);
        assertThat(holding(jump)).isZero();
        viewer.sendBinary(Inputs.frame().press(jump, 3).bytes());
        network.pass(200);
        assertThat(folded()).isEqualTo(1);
        assertThat(holding(jump)).isEqualTo(1);
        // It is released also when it takes no input any more.
        game.say("{'type':'patch','id':4,'ops':{'scenes':{'default':{'controls':{'jump':{'disabled':true}}}}}}");
        network.pass(200);
        viewer.sendBinary(Inputs.frame().release(jump, 4).bytes());
        network.pass(200);
        assertThat(holding(jump)).isZero();
        viewer.sendBinary(Inputs.frame().press(jump, 5).bytes());
        network.pass(200);
        assertThat(viewer.lastErrorCode()).isEqualTo("disabled");
        assertThat(holding(jump)).isZero();
    }

    @Test
    void shouldFollowAViewerToAnotherScene() {
        Stage.Box viewer = viewers(1).getFirst();
        viewer.sendBinary(Inputs.frame().press(jump, 1).bytes());
        network.pass(200);
        game.say("{'type':'patch','id':2,'ops':{'scenes':{'red':{'controls':{'stop':{'kind':'button'}}}},"
                + "'groups':{'reds':{'scene':'red'}}}}");
        int stop = game.last("reply")
                .path("result")
                .path("numbers")
                .path("red")
                .path("stop")
                .asInt();
        game.say("{'type':'call','id':5,'method':'group.set','params':{'viewer':'v0','group':'reds'}}");
        network.pass(200);
        assertThat(holding(jump)).isZero();
        viewer.sendBinary(Inputs.frame().press(jump, 2).press(stop, 3).bytes());
        network.pass(200);
        assertThat(viewer.lastErrorCode()).isEqualTo("not-found");
        assertThat(received(stop)).isEqualTo(1);
        assertThat(folded()).isEqualTo(2);
    }

    @Test
    void shouldFoldOneConnectionOfAPerson() {
        Stage.Box first = network.viewer(0, "anna", "");
        Stage.Box second = network.viewer(1, "anna", "");
        network.pass(300);
        for (int i = 1; i <= 3; i++) {
            first.sendBinary(Inputs.frame().press(jump, i).bytes());
            second.sendBinary(Inputs.frame().press(jump, i).bytes());
            network.pass(300);
        }
        assertThat(received(jump)).isEqualTo(6);
        assertThat(folded()).isEqualTo(3);
    }

    @Test
    void shouldHoldTheLimitsOfAViewerAtTheEdge() {
        Stage.Box viewer = viewers(1).getFirst();
        for (int i = 1; i <= 30; i++) {
            viewer.sendBinary(Inputs.frame().press(jump, i).move(fly, 1, 1, i).bytes());
        }
        network.pass(300);
        assertThat(received(jump)).isEqualTo(20);
        assertThat(viewer.lastErrorCode()).isEqualTo("rate");
        assertThat(viewer.last("bye").path("code").asText()).isEqualTo("strikes");
        assertThat(network.branches.getFirst().beyondLimits()).isPositive();
    }

    @Test
    void shouldLetAnonymousViewersDoWhatTheyMay() {
        int named = game.number("named");
        Stage.Box viewer = network.connect(0, "10.9.9.9", SeenFrameClock.NONE);
        viewer.say("{'type':'hello','version':1,'role':'viewer'}");
        network.pass(300);
        viewer.sendBinary(Inputs.frame().press(jump, 1).press(named, 2).bytes());
        network.pass(300);
        assertThat(received(jump)).isEqualTo(1);
        assertThat(received(named)).isZero();
        assertThat(viewer.lastErrorCode()).isEqualTo("forbidden");
        assertThat(folded()).isEqualTo(1);
    }

    @Test
    void shouldSayWhenSticksFallSilent() {
        Stage.Box viewer = viewers(1).getFirst();
        viewer.sendBinary(Inputs.frame().move(fly, 30_000, 0, 1).bytes());
        network.pass(250);
        assertThat(game.records(fly)).noneMatch(TickRecord::dead);
        network.pass(400);
        assertThat(game.records(fly)).anyMatch(TickRecord::dead);
    }

    @Test
    void shouldTellATableToAnEdgeOnce() {
        viewers(300);
        long before = network.downBytes;
        game.say("{'type':'patch','id':2,'ops':{'scenes':{'default':{'controls':{'more':{'kind':'button'}}}}}}");
        network.pass(500);
        assertThat(network.downBytes - before).isLessThan(700);
        int more = game.number("more");
        Stage.Box late = network.viewer(0, "late", "");
        network.pass(500);
        late.sendBinary(Inputs.frame().press(more, 1).bytes());
        network.pass(300);
        assertThat(folded()).isEqualTo(1);
        assertThat(received(more)).isEqualTo(1);
    }

    @Test
    void shouldServeEdgesThatDoNotFold() {
        network.olderEdges = true;
        List<Stage.Box> viewers = viewers(3);
        viewers.forEach(
                viewer -> viewer.sendBinary(Inputs.frame().press(jump, 1).bytes()));
        network.pass(300);
        assertThat(received(jump)).isEqualTo(3);
        assertThat(folded()).isZero();
        assertThat(viewers)
                .allSatisfy(viewer -> assertThat(viewer.all("welcome")).hasSize(1));
    }
}
