package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static dev.treecast.edge.EdgeFixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayerChoiceTest {
    private final LayerChoice choice = new LayerChoice();
    private final long[] bps = {200_000, 700_000, 2_500_000};
    private final LayerChoice.Rates rates = new LayerChoice.Rates() {
        @Override
        public int layers() {
            return bps.length;
        }

        @Override
        public long bitrateBps(int layer) {
            return bps[layer];
        }
    };
    private long nowNs = SECOND;
    private int layer;
    private int changes;

    /** Goes on for a time with one estimate. */
    private int after(long spanNs, long estimateBps) {
        for (long untilNs = nowNs + spanNs; nowNs < untilNs; nowNs += 100 * MS) {
            int next = choice.choose(nowNs, rates, estimateBps, 0);
            changes += next == layer ? 0 : 1;
            layer = next;
        }
        return layer;
    }

    private LayerChoice.Reason lastReason() {
        return choice.decisions().getLast().reason();
    }

    @Test
    void shouldStartWithTheLargestThatFits() {
        assertThat(after(100 * MS, 1_000_000)).isEqualTo(1);
        assertThat(lastReason()).isEqualTo(LayerChoice.Reason.START);
    }

    @Test
    void shouldGoDownWithinASecondAndSayWhy() {
        after(5 * SECOND, 3_000_000);
        assertThat(layer).isEqualTo(2);
        assertThat(after(300 * MS, 800_000)).isEqualTo(1);
        LayerChoice.Decision last = choice.decisions().getLast();
        assertThat(last.reason()).isEqualTo(LayerChoice.Reason.ESTIMATE_BELOW);
        assertThat(last.from()).isEqualTo(2);
        assertThat(last.neededBps()).isEqualTo(2_500_000);
        assertThat(last.estimateBps()).isEqualTo(800_000);
    }

    @Test
    void shouldBearAnEstimateThatDipsForAMoment() {
        after(5 * SECOND, 3_000_000);
        after(100 * MS, 800_000);
        assertThat(after(SECOND, 3_000_000)).isEqualTo(2);
    }

    @Test
    void shouldGoUpAgainWithinSecondsOfAPathThatHasRecovered() {
        after(5 * SECOND, 3_000_000);
        after(5 * SECOND, 800_000);
        assertThat(after(SECOND, 3_000_000)).isEqualTo(2);
        assertThat(lastReason()).isEqualTo(LayerChoice.Reason.ESTIMATE_ABOVE);
    }

    @Test
    void shouldTryLessAndLessOftenWhatDoesNotLast() {
        after(SECOND, 800_000);
        changes = 0;
        // A path that always carries the larger layer for two seconds.
        for (int i = 0; i < 20; i++) {
            after(2 * SECOND, 3_000_000);
            after(SECOND, 800_000);
        }
        assertThat(changes).as("in a minute").isLessThanOrEqualTo(10);
        after(70 * SECOND, 3_000_000);
        assertThat(layer).isEqualTo(2);
    }

    @Test
    void shouldLeaveALayerThatThePublisherDoesNotSend() {
        after(SECOND, 3_000_000);
        bps[2] = 0;
        assertThat(after(100 * MS, 3_000_000)).isEqualTo(1);
        assertThat(lastReason()).isEqualTo(LayerChoice.Reason.SILENT);
        bps[2] = 2_500_000;
        assertThat(after(SECOND, 3_000_000)).isEqualTo(2);
        bps[0] = 0;
        assertThat(after(3 * SECOND, 100_000)).as("the smallest that there is").isEqualTo(1);
    }

    @Test
    void shouldHoldToWhatTheViewerAskedFor() {
        after(SECOND, 3_000_000);
        choice.pin(0);
        assertThat(after(10 * SECOND, 3_000_000)).isEqualTo(0);
        assertThat(lastReason()).isEqualTo(LayerChoice.Reason.PINNED);
        assertThat(choice.worthProbingBps(nowNs, rates, 300_000)).isZero();
        bps[0] = 0;
        assertThat(after(100 * MS, 3_000_000)).as("the next one that there is").isEqualTo(1);
        bps[0] = 200_000;
        assertThat(after(100 * MS, 3_000_000)).isZero();
        choice.pin(LayerChoice.AUTOMATIC);
        assertThat(after(SECOND, 3_000_000)).isEqualTo(2);
    }

    @Test
    void shouldGuessWhatALayerTakesThatIsNotKnownHere() {
        bps[1] = -1;
        bps[2] = -1;
        assertThat(after(SECOND, 600_000)).isZero();
        assertThat(choice.worthProbingBps(nowNs, rates, 600_000)).isBetween(769_999L, 770_001L);
        assertThat(after(SECOND, 1_000_000)).isEqualTo(1);
    }

    @Test
    void shouldSayWhatItIsWorthToKnow() {
        after(SECOND, 750_000);
        assertThat(layer).as("700 kbit/s and some to spare").isZero();
        assertThat(choice.worthProbingBps(nowNs, rates, 750_000)).isBetween(769_999L, 770_001L);
        assertThat(choice.worthProbingBps(nowNs, rates, 900_000)).as("known").isZero();
        after(SECOND, 3_000_000);
        assertThat(choice.worthProbingBps(nowNs, rates, 3_000_000))
                .as("nothing above")
                .isZero();
        after(300 * MS, 1_000_000);
        assertThat(choice.worthProbingBps(nowNs, rates, 1_000_000))
                .as("it rests")
                .isZero();
    }

    @Test
    void shouldRememberABoundedNumberOfDecisions() {
        for (int i = 0; i < 100; i++) {
            choice.pin(i % 3);
            after(100 * MS, 3_000_000);
        }
        assertThat(choice.decisions()).hasSize(16);
    }
}
