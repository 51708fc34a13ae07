package dev.treecast.edge.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundTripTest {
    private final RoundTrip roundTrip = new RoundTrip();

    @Test
    void shouldBeTheHandshakesUntilAReportComes() {
        assertThat(roundTrip.ns()).isZero();
        roundTrip.handshake(0);
        assertThat(roundTrip.ns()).as("a handshake that told nothing").isZero();
        roundTrip.handshake(50);
        assertThat(roundTrip.ns()).isEqualTo(50);
        roundTrip.report(40);
        assertThat(roundTrip.ns()).isEqualTo(40);
        roundTrip.handshake(90);
        assertThat(roundTrip.ns()).isEqualTo(40);
    }

    @Test
    void shouldSmoothWhatReportsTell() {
        roundTrip.report(40);
        roundTrip.report(80);
        assertThat(roundTrip.ns()).isEqualTo(50);
        roundTrip.report(-1);
        assertThat(roundTrip.ns())
                .as("a report without a sender report to refer to")
                .isEqualTo(50);
    }
}
