package dev.treecast.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketRateTest {
    private final PacketRate rate = new PacketRate();

    @Test
    void shouldAssumeACommonRateFirst() {
        assertThat(rate.packetsPerSecond()).isEqualTo(300);
        rate.count(1);
        assertThat(rate.packetsPerSecond()).isEqualTo(300);
    }

    @Test
    void shouldFollowTheStream() {
        long nowNs = 5;
        for (int i = 0; i < 3_000; i++, nowNs += 1_000_000) {
            rate.count(nowNs);
        }
        assertThat(rate.packetsPerSecond()).isEqualTo(1_000);
        for (int i = 0; i < 200; i++, nowNs += 20_000_000) {
            rate.count(nowNs);
        }
        assertThat(rate.packetsPerSecond()).isEqualTo(50);
    }
}
