package dev.treecast.tree.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.StreamTiming;
import dev.treecast.webrtc.rtcp.ApplicationDefined;
import dev.treecast.webrtc.rtcp.NetworkOrder;
import dev.treecast.webrtc.rtp.Playout;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LinkTimingTest {
    private static final StreamTiming TIMING =
            new StreamTiming(true, 1_800_000_000_123_456_789L, 45_000_000, Playout.SMOOTH);

    private static ApplicationDefined sent(StreamTiming timing) {
        byte[] wire = new byte[100];
        int length = LinkTiming.write(7, timing).write(wire, 3);
        return Objects.requireNonNull(ApplicationDefined.parse(wire, 3, length));
    }

    @Test
    void shouldReadWhatItWrote() {
        assertThat(sent(TIMING).ssrc()).isEqualTo(7);
        assertThat(LinkTiming.read(sent(TIMING))).isEqualTo(TIMING);
        StreamTiming unknown = StreamTiming.unknown(Playout.INTERACTIVE);
        assertThat(LinkTiming.read(sent(unknown))).isEqualTo(unknown);
        StreamTiming together = StreamTiming.unknown(Playout.SYNCHRONIZED).withTarget(450_000_000);
        assertThat(LinkTiming.read(sent(together))).isEqualTo(together);
    }

    @Test
    void shouldReadWhatNodesSayThatKnowOfNoTarget() {
        byte[] data = sent(TIMING.withTarget(450_000_000)).data();
        assertThat(LinkTiming.read(new ApplicationDefined(7, "TIME", Arrays.copyOf(data, 24))))
                .isEqualTo(TIMING);
    }

    @Test
    void shouldTakeNoTargetBeyondReason() {
        StreamTiming said = LinkTiming.read(sent(TIMING.withTarget(Long.MAX_VALUE)));
        assertThat(Objects.requireNonNull(said).targetNs()).isEqualTo(10_000_000_000L);
        said = LinkTiming.read(sent(TIMING.withTarget(-1)));
        assertThat(Objects.requireNonNull(said).targetNs()).isZero();
    }

    @Test
    void shouldPassOverWhatIsSomethingElseOrCutShort() {
        ApplicationDefined sent = sent(TIMING);
        assertThat(LinkTiming.read(new ApplicationDefined(7, "NAME", sent.data())))
                .isNull();
        assertThat(LinkTiming.read(new ApplicationDefined(7, "TIME", Arrays.copyOf(sent.data(), 20))))
                .isNull();
    }

    @Test
    void shouldTakeAChoiceOfALaterVersionForTheUsualOne() {
        byte[] data = sent(TIMING).data();
        NetworkOrder.put32(data, 20, 9);
        assertThat(Objects.requireNonNull(LinkTiming.read(new ApplicationDefined(7, "TIME", data)))
                        .playout())
                .isEqualTo(Playout.INTERACTIVE);
    }

    @Test
    void shouldTravelFromClockToClock() {
        // This node's wall clock is 5 s ahead of its monotonic one, its child's wall clock 2 s behind, and the child's
        // monotonic one 9 s behind that.
        StreamTiming onWire = TIMING.shifted(-5);
        StreamTiming atChild = onWire.shifted(2 + 9);
        assertThat(atChild.clockOffsetNs()).isEqualTo(TIMING.clockOffsetNs() - 5 + 2 + 9);
    }
}
