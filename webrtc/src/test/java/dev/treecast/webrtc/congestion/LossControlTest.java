package dev.treecast.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossControlTest {
    private static final long MS = 1_000_000;
    private static final double DELAY_BPS = 3_000_000;
    private static final double SENT_BPS = 400_000;

    private final LossControl control = new LossControl(EstimatorOptions.defaults());
    private long nowNs;
    private int packets;

    /** A sender with little to send. */
    private void send(long spanMs, int lostOneIn) {
        for (long untilNs = nowNs + spanMs * MS; nowNs < untilNs; nowNs += 24 * MS) {
            packets++;
            control.reported(nowNs, 1_200, lostOneIn > 0 && packets % lostOneIn == 0);
            control.update(DELAY_BPS, SENT_BPS, true, false);
        }
    }

    @Test
    void shouldBelieveAProbeThatGotThroughWhole() {
        send(1_000, 4);
        assertThat(control.phase()).isNotEqualTo(LossControl.Phase.DELAY_DECIDES);
        send(10_000, 0);
        double before = control.bps();
        assertThat(before).as("what arrives is little, and shows no more").isLessThan(1_500_000);

        control.probed(before / 2);
        assertThat(control.bps()).as("less than is known").isEqualTo(before);

        control.probed(2_600_000);
        assertThat(control.phase()).isEqualTo(LossControl.Phase.DELAY_DECIDES);
        send(2_000, 0);
        assertThat(control.phase()).isEqualTo(LossControl.Phase.DELAY_DECIDES);
    }
}
