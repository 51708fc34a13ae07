package dev.treecast.interaction.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.branch.Branch;
import dev.treecast.interaction.branch.BranchOptions;
import dev.treecast.interaction.branch.Trunk;
import dev.treecast.interaction.protocol.TickRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A show on several nodes: what ends, what is bounded, what is told once. */
class BranchTest {
    private static final long SECOND_MS = 1_000;

    private final Stage stage = new Stage();

    private TreeNetwork network() {
        return network(BranchOptions.defaults());
    }

    private TreeNetwork network(BranchOptions options) {
        return new TreeNetwork(stage, 1, 0, options);
    }

    @Test
    void shouldTellManyWithOneLetter() {
        TreeNetwork network = network();
        Stage.Box game = stage.game("", "{'jump':{'kind':'button'}}");
        List<Stage.Box> viewers = IntStream.range(0, 600)
                .mapToObj(i -> network.viewer(i % 3, "v" + i, ""))
                .toList();
        network.pass(SECOND_MS);
        long before = network.downBytes;
        game.say("{'type':'patch','id':2,'ops':{'world':{'story':'" + "x".repeat(1_000) + "'}}}");
        network.pass(SECOND_MS);
        assertThat(viewers)
                .allSatisfy(viewer -> assertThat(viewer.last("patch")
                                .path("ops")
                                .path("world")
                                .path("story")
                                .asText())
                        .hasSize(1_000));
        assertThat(network.downBytes - before).isLessThan(2_000);
    }

    @Test
    void shouldCarryLongMessagesInPieces() {
        TreeNetwork network = network();
        Stage.Box game = network.connect(0, "10.9.9.9", SeenFrameClock.NONE);
        game.say("{'type':'hello','version':1,'role':'game','token':'game:g'}");
        game.say("{'type':'patch','id':1,'ops':{'world':{'story':'" + "x".repeat(30_000) + "'}}}");
        game.say("{'type':'ready'}");
        network.pass(SECOND_MS);
        Stage.Box viewer = network.viewer(1, "anna", "");
        network.pass(SECOND_MS);
        assertThat(viewer.last("snapshot").path("world").path("story").asText()).hasSize(30_000);
    }

    @Test
    void shouldTellWhatAViewerSaw() {
        TreeNetwork network = network();
        Stage.Box game = stage.game("", "{'jump':{'kind':'button','merge':'all'}}");
        int jump = game.number("jump");
        long shownUs = stage.nowUs();
        SeenFrameClock clock = new SeenFrameClock() {
            @Override
            public long streamTimeUs(int rtp) {
                return shownUs + (rtp - 0xFFFF_FF00) * 1_000L / 90;
            }

            @Override
            public long rtpTimestamp(long streamTimeUs) {
                return (0xFFFF_FF00L + (streamTimeUs - shownUs) * 90 / 1_000) & 0xFFFF_FFFFL;
            }
        };
        Stage.Box viewer = network.connect(2, "10.9.9.9", clock);
        viewer.say("{'type':'hello','version':1,'role':'viewer'}");
        network.pass(200);
        viewer.sendBinary(Inputs.seeing(0xFFFF_FF00L).press(jump, 1).bytes());
        network.pass(200);
        TickRecord record = game.records(jump).getFirst();
        assertThat(record.samples().getFirst().ageMs()).isBetween(200, 320);
    }

    @Test
    void shouldGiveUpAnEdgeThatIsSilentAndTakeItInAnew() {
        TreeNetwork network = network();
        Stage.Box viewer = network.viewer(0, "anna", "");
        network.pass(SECOND_MS);
        assertThat(stage.bus.counters().viewers()).isEqualTo(1);
        network.crash(0);
        network.pass(11 * SECOND_MS);
        assertThat(stage.bus.counters().viewers()).isZero();
        network.restart(0);
        network.pass(2 * SECOND_MS);
        assertThat(viewer.closed).isTrue();
        assertThat(viewer.last("bye").path("reconnect").asBoolean()).isTrue();
        Stage.Box back = network.viewer(0, "anna", "");
        network.pass(SECOND_MS);
        assertThat(back.all("welcome")).hasSize(1);
        assertThat(stage.bus.counters().viewers()).isEqualTo(1);
    }

    @Test
    void shouldHoldAQuietShow() {
        TreeNetwork network = network();
        Stage.Box viewer = network.viewer(0, "anna", "");
        network.pass(60 * SECOND_MS);
        assertThat(viewer.closed).isFalse();
        assertThat(stage.bus.counters().viewers()).isEqualTo(1);
        assertThat(network.downPackets).isLessThan(400);
    }

    @Test
    void shouldForgetWhoWaitedForAShowInVain() {
        Branch branch =
                new Branch(stage.nowNs, BranchOptions.defaults(), ns -> ns / 1_000, new Random(1), packet -> {});
        Stage.Box viewer = stage.new Box();
        viewer.client = branch.connect(stage.nowNs, "10.9.9.9", SeenFrameClock.NONE, viewer);
        branch.timeout(stage.nowNs + 9 * SECOND_MS * Stage.MS);
        assertThat(viewer.closed).isFalse();
        branch.timeout(stage.nowNs + 10 * SECOND_MS * Stage.MS);
        assertThat(viewer.last("bye").path("reconnect").asBoolean()).isTrue();
        assertThat(branch.isIdle(stage.nowNs)).isTrue();
    }

    @Test
    void shouldGoWithTheYoungestTrunk() {
        List<byte[]> down = new ArrayList<>();
        List<byte[]> up = new ArrayList<>();
        Branch branch = new Branch(stage.nowNs, BranchOptions.defaults(), ns -> ns / 1_000, new Random(1), up::add);
        Trunk old = new Trunk(stage.nowNs, 5, Stage.STREAM, BranchOptions.defaults(), stage.bus, down::add);
        Trunk young = new Trunk(stage.nowNs, 6, Stage.STREAM, BranchOptions.defaults(), stage.bus, down::add);
        Stage.Box viewer = stage.new Box();
        viewer.client = branch.connect(stage.nowNs, "10.9.9.9", SeenFrameClock.NONE, viewer);
        viewer.say("{'type':'hello','version':1,'role':'viewer'}");
        exchange(branch, old, up, down);
        assertThat(viewer.all("welcome")).hasSize(1);
        exchange(branch, young, up, down);
        assertThat(viewer.closed).isTrue();
        Stage.Box back = stage.new Box();
        back.client = branch.connect(stage.nowNs, "10.9.9.9", SeenFrameClock.NONE, back);
        back.say("{'type':'hello','version':1,'role':'viewer'}");
        exchange(branch, young, up, down);
        assertThat(back.all("welcome")).hasSize(1);
        exchange(branch, old, up, down);
        assertThat(back.closed).isFalse();
    }

    private void exchange(Branch branch, Trunk trunk, List<byte[]> up, List<byte[]> down) {
        for (int i = 0; i < 400; i++) {
            stage.passNs(10 * Stage.MS);
            branch.timeout(stage.nowNs);
            List.copyOf(up).forEach(packet -> trunk.up(stage.nowNs, packet));
            up.clear();
            trunk.timeout(stage.nowNs);
            List.copyOf(down).forEach(packet -> branch.down(stage.nowNs, packet));
            down.clear();
        }
    }

    @Test
    void shouldKeepNoMoreThanItMay() {
        BranchOptions few = new BranchOptions(
                5_000_000L,
                300_000_000L,
                1_000_000_000L,
                10_000_000_000L,
                25_000_000L,
                200_000_000L,
                11_000,
                20_000,
                100_000,
                2,
                50);
        TreeNetwork network = network(few);
        Stage.Box game = stage.game("");
        Stage.Box near = network.viewer(0, "anna", "");
        Stage.Box far = network.viewer(1, "bert", "");
        network.pass(SECOND_MS);
        Stage.Box third = network.viewer(2, "carl", "");
        network.pass(SECOND_MS);
        assertThat(third.all("welcome")).isEmpty();
        network.crash(1);
        for (int i = 0; i < 60; i++) {
            game.say("{'type':'patch','id':2,'ops':{'world':{'story" + i % 4 + "':'" + i + "x".repeat(3_000) + "'}}}");
            network.pass(100);
        }
        assertThat(near.all("patch")).hasSizeGreaterThanOrEqualTo(60);
        // The edge that lagged is given up, so there is room for another one.
        assertThat(third.all("welcome")).hasSize(1);
        assertThat(stage.bus.counters().viewers()).isEqualTo(2);
        for (int i = 0; i < 60; i++) {
            far.say("{'type':'time','t0':1,'x':'" + "y".repeat(1_000) + "'}");
        }
        assertThat(far.closed).isTrue();
        for (int i = 0; i < 60; i++) {
            network.connect(0, "10.9.9.9", SeenFrameClock.NONE);
        }
        assertThat(network.branches.get(0).clients()).isEqualTo(50);
    }

    @Test
    void shouldBearAnyBytes() {
        TreeNetwork network = network();
        Stage.Box viewer = network.viewer(0, "anna", "");
        network.pass(SECOND_MS);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (1 + random.nextInt(4));
            }
            if (bytes.length > 9 && random.nextBoolean()) {
                // A trunk that is not younger.
                java.util.Arrays.fill(bytes, 1, 9, (byte) 0);
            }
            if (bytes.length > 1 && (bytes[0] == 1 || bytes[0] == 3)) {
                network.trunk.up(stage.nowNs, bytes);
            } else if (bytes.length > 2 && bytes[1] == 0) {
                network.branches.get(0).down(stage.nowNs, bytes);
            }
        }
        network.pass(20 * SECOND_MS);
        assertThat(viewer.closed).isFalse();
        viewer.say("{'type':'time','t0':1}");
        network.pass(SECOND_MS);
        assertThat(viewer.all("time")).hasSize(1);
    }
}
