package dev.treecast.tree.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaRateTest {
    private static final long MS = 1_000_000L;

    @Test
    void shouldTellHowManyComeAndHowFarApart() {
        MediaRate rate = new MediaRate();
        assertThat(rate.packetsPerSecond(0)).isZero();
        assertThat(rate.spacingNs()).isZero();
        long nowNs = 5_000 * MS;
        for (int i = 0; i < 250; i++) {
            nowNs += i % 50 == 49 ? 60 * MS : 20 * MS;
            rate.count(nowNs);
        }
        assertThat(rate.packetsPerSecond(nowNs)).isBetween(45, 50);
        assertThat(rate.spacingNs()).isEqualTo(60 * MS);
        for (int i = 0; i < 120; i++) {
            nowNs += 20 * MS;
            rate.count(nowNs);
        }
        assertThat(rate.spacingNs()).as("the last second's").isEqualTo(20 * MS);
        assertThat(rate.packetsPerSecond(nowNs + 3_000 * MS))
                .as("none any more")
                .isZero();
    }
}
