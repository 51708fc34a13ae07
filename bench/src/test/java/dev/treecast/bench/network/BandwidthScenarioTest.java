package dev.treecast.bench.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.bench.browser.Watched;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BandwidthScenarioTest {
    private static final BandwidthScenario.Moments MOMENTS = new BandwidthScenario.Moments(10_000, 20_000, 30_000);

    private final List<Watched.Frame> frames = new ArrayList<>();

    /** 20 frames a second. */
    private void frames(double fromMs, double toMs, int width) {
        for (double atMs = fromMs; atMs < toMs; atMs += 50) {
            frames.add(new Watched.Frame(atMs, width, -1));
        }
    }

    private BandwidthScenario.Measured judged() {
        return BandwidthScenario.judge("us", 3, new Watched(30_000, 0, frames, List.of()), MOMENTS);
    }

    @Test
    void shouldTimeTheWayDownAndUp() {
        frames(0, 10_600, 640);
        frames(10_800, 24_000, 320);
        frames(24_000, 30_000, 640);
        BandwidthScenario.Measured measured = judged();
        assertThat(measured.widthBefore()).isEqualTo(640);
        assertThat(measured.lowerS()).isEqualTo(0.8);
        assertThat(measured.upperS()).isEqualTo(4);
        assertThat(measured.longestGapMs()).isEqualTo(250);
        assertThat(measured.switches()).isEqualTo(2);
        assertThat(measured.reversals()).isZero();
    }

    @Test
    void shouldCountSwitchesAgainstTheWay() {
        frames(0, 11_000, 640);
        frames(11_000, 13_000, 320);
        frames(13_000, 14_000, 640);
        frames(14_000, 22_000, 320);
        frames(22_000, 23_000, 640);
        frames(23_000, 30_000, 320);
        BandwidthScenario.Measured measured = judged();
        assertThat(measured.switches()).isEqualTo(5);
        assertThat(measured.reversals()).isEqualTo(2);
    }

    @Test
    void shouldSayThatItNeverLeft() {
        frames(0, 30_000, 640);
        assertThat(judged().lowerS()).isNaN();
    }

    @Test
    void shouldTakeAPictureThatStopsForAFreezeToTheEnd() {
        frames(0, 12_000, 640);
        frames(25_000, 30_000, 640);
        assertThat(judged().longestGapMs()).isEqualTo(8_050);
    }
}
