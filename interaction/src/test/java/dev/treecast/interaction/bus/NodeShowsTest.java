package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.branch.BranchOptions;
import dev.treecast.interaction.branch.NodeShows;
import dev.treecast.interaction.branch.ShowTree;
import dev.treecast.interaction.protocol.TickRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two nodes, of which now one, now the other has the show. */
class NodeShowsTest {
    private final Stage first = new Stage();
    private final Stage second = new Stage();
    private final Deque<Runnable> flying = new ArrayDeque<>();
    private final NodeShows one = shows(first, 1);
    private final NodeShows two = shows(second, 2);
    private int ingest = 1;

    private static NodeShows shows(Stage stage, int seed) {
        return new NodeShows(
                stage.bus, BranchOptions.defaults(), ns -> Stage.EPOCH_US + ns / 1_000, new Random(seed), 10);
    }

    private ShowTree tree(int self, NodeShows other) {
        return new ShowTree() {
            @Override
            public boolean isHere(String stream) {
                return ingest == self;
            }

            @Override
            public void up(String stream, byte[] packet) {
                flying.add(() -> other.up(first.nowNs, stream, packet));
            }

            @Override
            public void down(String stream, byte[] packet) {
                flying.add(() -> other.down(first.nowNs, stream, packet));
            }
        };
    }

    private void pass(int ms) {
        for (int i = 0; i < ms; i++) {
            first.nowNs += Stage.MS;
            second.nowNs = first.nowNs;
            for (NodeShows shows : new NodeShows[] {one, two}) {
                if (shows.nextDeadlineNs() <= first.nowNs) {
                    shows.timeout(first.nowNs);
                }
            }
            while (!flying.isEmpty()) {
                flying.remove().run();
            }
        }
    }

    private Stage.Box viewer(NodeShows at) {
        Stage.Box box = first.new Box();
        box.client = at.connect(first.nowNs, Stage.STREAM, "10.9.9.9", SeenFrameClock.NONE, box);
        box.say("{'type':'hello','version':1,'role':'viewer'}");
        return box;
    }

    @Test
    void shouldCarryAShowToWhereItsViewersAre() {
        one.join(tree(1, two));
        two.join(tree(2, one));
        Stage.Box game = first.game("", "{'jump':{'kind':'button'}}");
        int jump = game.number("jump");
        Stage.Box near = viewer(one);
        Stage.Box far = viewer(two);
        pass(500);
        assertThat(near.last("snapshot")).isEqualTo(far.last("snapshot"));
        near.sendBinary(Inputs.frame().press(jump, 1).bytes());
        far.sendBinary(Inputs.frame().press(jump, 1).bytes());
        pass(500);
        assertThat(game.records(jump).stream().mapToLong(TickRecord::received).sum())
                .isEqualTo(2);
        assertThat(second.bus.counters().shows()).isZero();
        assertThat(first.bus.counters().viewers()).isEqualTo(2);
        far.leave();
        pass(500);
        assertThat(first.bus.counters().viewers()).isEqualTo(1);
    }

    @Test
    void shouldSendClientsAfterAShowThatMoves() {
        one.join(tree(1, two));
        two.join(tree(2, one));
        Stage.Box near = viewer(one);
        Stage.Box far = viewer(two);
        pass(500);
        ingest = 2;
        one.moved(first.nowNs, Stage.STREAM);
        two.moved(first.nowNs, Stage.STREAM);
        pass(500);
        assertThat(near.last("bye").path("reconnect").asBoolean()).isTrue();
        assertThat(far.last("bye").path("reconnect").asBoolean()).isTrue();
        Stage.Box nearAgain = viewer(one);
        Stage.Box farAgain = viewer(two);
        pass(500);
        assertThat(nearAgain.all("welcome")).hasSize(1);
        assertThat(farAgain.all("welcome")).hasSize(1);
        assertThat(second.bus.counters().viewers()).isEqualTo(2);
        assertThat(first.bus.counters().viewers()).isZero();
    }

    @Test
    void shouldBeTheBusAloneWithoutATree() {
        Stage.Box viewer = viewer(one);
        pass(10);
        assertThat(viewer.all("welcome")).hasSize(1);
        one.shutdown(first.nowNs);
        assertThat(viewer.closed).isTrue();
    }
}
