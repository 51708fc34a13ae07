package dev.treecast.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.treecast.tree.node.NodeReport;
import org.junit.jupiter.api.Test;

final class LinkRatesTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private static NodeReport.Link link(long bytesSent, long bytesReceived, long sent, long repaired) {
        return new NodeReport.Link(
                "relay",
                true,
                1,
                null,
                bytesSent,
                bytesReceived,
                0,
                0,
                0,
                new NodeReport.Media(sent, repaired, 0, 0, 0));
    }

    @Test
    void shouldTakeRatesOverTheTimeBetween() {
        LinkRates rates =
                LinkRates.first(link(1_000, 500, 10, 0), SECOND_NS).next(link(3_000, 1_500, 20, 0), 3 * SECOND_NS);
        assertThat(rates.sentBps()).isEqualTo(8_000);
        assertThat(rates.receivedBps()).isEqualTo(4_000);
    }

    @Test
    void shouldKeepTheLastRateUntilAWindowIsOver() {
        LinkRates rates = LinkRates.first(link(0, 0, 0, 0), 0).next(link(1_000, 0, 0, 0), SECOND_NS);
        assertThat(rates.next(link(9_000, 0, 0, 0), SECOND_NS + LinkRates.WINDOW_NS - 1))
                .isSameAs(rates);
    }

    @Test
    void shouldBeginAnewWithAnotherLinkToTheNode() {
        LinkRates rates = LinkRates.first(link(5_000, 5_000, 100, 50), 0).next(link(100, 100, 1, 0), SECOND_NS);
        assertThat(rates.sentBps()).isZero();
        assertThat(rates.lossRatio()).isNull();
    }

    @Test
    void shouldSayNothingOfLossWhereNothingIsSent() {
        assertThat(LinkRates.first(link(0, 0, 0, 0), 0).lossRatio()).isNull();
    }

    @Test
    void shouldForgetOldLosses() {
        LinkRates rates = LinkRates.first(link(0, 0, 0, 0), 0).next(link(0, 0, 100, 10), SECOND_NS);
        assertThat(rates.lossRatio()).isCloseTo(0.1, within(1e-9));
        for (int second = 2; second < 80; second++) {
            rates = rates.next(link(0, 0, 100L * second, 10), second * SECOND_NS);
        }
        assertThat(rates.lossRatio()).isLessThan(0.001);
    }
}
