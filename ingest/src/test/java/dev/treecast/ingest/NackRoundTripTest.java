package dev.treecast.ingest;

import static dev.treecast.ingest.IngestFixtures.MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NackRoundTripTest {
    private final NackRoundTrip roundTrip = new NackRoundTrip();

    private long sample(int sequenceNumber, long askedMs, long tookMs) {
        roundTrip.asked(sequenceNumber, askedMs * MS);
        return roundTrip.arrived(sequenceNumber, true, (askedMs + tookMs) * MS);
    }

    @Test
    void shouldMeasureFromTheRequestToThePacket() {
        assertThat(sample(7, 1_000, 40)).isEqualTo(40 * MS);
        assertThat(sample(8, 1_100, 48)).as("smoothed").isEqualTo(41 * MS);
        assertThat(roundTrip.arrived(8, true, 1_200 * MS)).as("comes twice").isZero();
        assertThat(roundTrip.arrived(99, true, 1_200 * MS))
                .as("never asked for")
                .isZero();
    }

    @Test
    void shouldBelieveTheHandshakeUntilSomethingWasMeasured() {
        roundTrip.handshake(60 * MS);
        assertThat(roundTrip.ns()).isEqualTo(60 * MS);
        assertThat(sample(7, 1_000, 40)).isEqualTo(40 * MS);
        roundTrip.handshake(60 * MS);
        assertThat(roundTrip.ns()).isEqualTo(40 * MS);
    }

    @Test
    void shouldLearnNothingFromAPacketThatWasAskedForTwice() {
        sample(7, 1_000, 40);
        roundTrip.asked(8, 1_100 * MS);
        roundTrip.asked(8, 1_150 * MS);
        assertThat(roundTrip.arrived(8, true, 1_160 * MS)).isZero();
        assertThat(roundTrip.ns()).isEqualTo(40 * MS);
    }

    @Test
    void shouldFindARoundTripThatIsLongerThanTheTimeToAskAgain() {
        roundTrip.asked(7, 1_000 * MS);
        roundTrip.asked(7, 1_100 * MS);
        assertThat(roundTrip.arrived(7, true, 1_150 * MS))
                .as("it is no longer than since the first request")
                .isEqualTo(150 * MS);
        assertThat(sample(8, 1_200, 148)).as("now asked for once").isEqualTo(148 * MS);
    }

    @Test
    void shouldNotTakeALatePacketForARepeat() {
        roundTrip.handshake(40 * MS);
        roundTrip.asked(7, 1_000 * MS);
        assertThat(roundTrip.arrived(7, false, 1_003 * MS)).isZero();
        roundTrip.asked(8, 1_000 * MS);
        assertThat(roundTrip.arrived(8, false, 1_044 * MS)).isEqualTo(44 * MS);
    }
}
