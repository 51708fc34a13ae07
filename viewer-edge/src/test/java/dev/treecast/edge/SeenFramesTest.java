package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.peer.FrameClock;
import org.junit.jupiter.api.Test;

class SeenFramesTest {
    private static final long START = 5 * SECOND;

    private final SeenFrames frames = new SeenFrames(90_000);

    @Test
    void shouldKnowNothingBeforeTheFirstFrame() {
        assertThat(frames.arrivedNs(0)).isEqualTo(FrameClock.UNKNOWN);
        assertThat(frames.rtpTimestamp(START)).isEqualTo(FrameClock.UNKNOWN);
    }

    @Test
    void shouldTellWhenAFrameCameByItsTimestamp() {
        frames.arrived(1_000_000, START);
        frames.arrived(1_003_000, START + 33 * MS);
        frames.arrived(1_018_000, START + 200 * MS);
        assertThat(frames.arrivedNs(1_018_000)).isEqualTo(START + 200 * MS);
        assertThat(frames.arrivedNs(1_009_000)).isEqualTo(START + 100 * MS);
        assertThat(frames.rtpTimestamp(START + 300 * MS)).isEqualTo(1_027_000);
    }

    @Test
    void shouldGoOnWhereTimestampsWrap() {
        long wrap = 1L << 32;
        frames.arrived(wrap + 4_500, START);
        assertThat(frames.arrivedNs(4_500)).isEqualTo(START);
        assertThat(frames.arrivedNs(-4_500)).isEqualTo(START - 100 * MS);
        assertThat(frames.rtpTimestamp(START - 100 * MS)).isEqualTo(wrap - 4_500);
    }

    @Test
    void shouldNotKnowWhatNobodyCanHaveSeen() {
        frames.arrived(90_000_000, START);
        assertThat(frames.arrivedNs(90_000_000 - 31 * 90_000)).isEqualTo(FrameClock.UNKNOWN);
        assertThat(frames.arrivedNs(90_000_000 + 2 * 90_000)).isEqualTo(FrameClock.UNKNOWN);
    }
}
