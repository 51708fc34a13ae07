package dev.treecast.webrtc.sctp.tx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetransmissionTimeoutTest {
    private static final long MS = 1_000_000;

    private final RetransmissionTimeout timeout = new RetransmissionTimeout(500 * MS, 400 * MS, 3_000 * MS);

    @Test
    void shouldBeginWithTheInitialValueAndDoubleUpToTheCap() {
        assertThat(timeout.rtoNs()).isEqualTo(500 * MS);
        timeout.backOff();
        assertThat(timeout.rtoNs()).isEqualTo(1_000 * MS);
        timeout.backOff();
        timeout.backOff();
        timeout.backOff();
        assertThat(timeout.rtoNs()).isEqualTo(3_000 * MS);
        timeout.progressed();
        assertThat(timeout.rtoNs()).isEqualTo(500 * MS);
    }

    @Test
    void shouldFollowRoundTripsAsRfc6298Does() {
        timeout.measured(200 * MS);
        assertThat(timeout.smoothedRoundTripNs()).isEqualTo(200 * MS);
        assertThat(timeout.rtoNs()).isEqualTo((200 + 4 * 100) * MS);
        timeout.measured(280 * MS);
        assertThat(timeout.smoothedRoundTripNs()).isEqualTo(210 * MS);
        assertThat(timeout.rtoNs()).isEqualTo((210 + 4 * 95) * MS);
    }

    @Test
    void shouldStayWithinItsBounds() {
        for (int i = 0; i < 50; i++) {
            timeout.measured(MS);
        }
        assertThat(timeout.rtoNs()).isEqualTo(400 * MS);
        timeout.measured(60_000 * MS);
        assertThat(timeout.rtoNs()).isEqualTo(3_000 * MS);
        timeout.measured(-5);
        assertThat(timeout.rtoNs()).isEqualTo(3_000 * MS);
    }
}
