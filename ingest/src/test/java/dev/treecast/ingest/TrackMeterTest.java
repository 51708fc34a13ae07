package dev.treecast.ingest;

import static dev.treecast.ingest.IngestFixtures.MS;
import static dev.treecast.ingest.IngestFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrackMeterTest {
    private final TrackMeter meter = new TrackMeter();

    @Test
    void shouldHaveNoRatesBeforeAWindowIsWhole() {
        meter.packet(5 * SECOND, 1_000);
        meter.packet(5 * SECOND + 500 * MS, 1_000);
        assertThat(meter.packets).isEqualTo(2);
        assertThat(meter.bytes).isEqualTo(2_000);
        assertThat(meter.bitrateBps(5 * SECOND + 500 * MS)).isZero();
        assertThat(meter.packetsPerSecond(5 * SECOND + 500 * MS)).isZero();
    }

    @Test
    void shouldMeasureRatesOverTheLastWholeWindow() {
        long nowNs = feed(5 * SECOND, 301, 10 * MS, 1_250);
        assertThat(meter.bitrateBps(nowNs)).isEqualTo(1_000_000);
        assertThat(meter.packetsPerSecond(nowNs)).isCloseTo(100, within(0.01));
        assertThat(meter.framesPerSecond(nowNs)).isCloseTo(100, within(0.01));
        // Twice the rate shows after the next window.
        nowNs = feed(nowNs + 5 * MS, 201, 5 * MS, 1_250);
        assertThat(meter.bitrateBps(nowNs)).isCloseTo(2_000_000, within(10_000L));
    }

    @Test
    void shouldForgetTheRatesOfAStreamThatStopped() {
        long nowNs = feed(5 * SECOND, 301, 10 * MS, 1_250);
        assertThat(meter.bitrateBps(nowNs + SECOND)).isPositive();
        assertThat(meter.bitrateBps(nowNs + 3 * SECOND)).isZero();
        assertThat(meter.packetsPerSecond(nowNs + 3 * SECOND)).isZero();
        assertThat(meter.framesPerSecond(nowNs + 3 * SECOND)).isZero();
        assertThat(meter.packets).isEqualTo(301);
    }

    /** The time of the last packet. */
    private long feed(long fromNs, int count, long everyNs, int length) {
        long nowNs = fromNs;
        for (int i = 0; i < count; i++) {
            nowNs = fromNs + i * everyNs;
            meter.frames++;
            meter.packet(nowNs, length);
        }
        return nowNs;
    }
}
