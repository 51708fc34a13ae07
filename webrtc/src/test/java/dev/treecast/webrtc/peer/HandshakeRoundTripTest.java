package dev.treecast.webrtc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandshakeRoundTripTest {
    private static final long MS = 1_000_000;

    private final HandshakeRoundTrip handshake = new HandshakeRoundTrip();

    private void received(long nowNs) {
        received(nowNs, 16);
    }

    private void received(long nowNs, int messageType) {
        byte[] datagram = new byte[20];
        datagram[3 + 13] = (byte) messageType;
        handshake.received(nowNs, datagram, 3, 17);
    }

    @Test
    void shouldNotTakeARepeatedClientHelloForAnAnswer() {
        received(0, 1);
        handshake.sent(MS);
        received(30 * MS, 1);
        assertThat(handshake.ns()).isZero();
        handshake.sent(31 * MS);
        received(131 * MS);
        assertThat(handshake.ns()).isEqualTo(100 * MS);
    }

    @Test
    void shouldMeasureFromAFlightToItsAnswer() {
        received(5 * MS);
        assertThat(handshake.ns()).as("the client speaks first").isZero();
        handshake.sent(6 * MS);
        handshake.sent(7 * MS);
        received(48 * MS);
        received(49 * MS);
        assertThat(handshake.ns()).isEqualTo(42 * MS);
    }

    @Test
    void shouldTakeTheShortest() {
        handshake.sent(0);
        received(60 * MS);
        handshake.sent(60 * MS);
        received(101 * MS);
        handshake.sent(101 * MS);
        received(151 * MS);
        assertThat(handshake.ns()).isEqualTo(41 * MS);
    }

    @Test
    void shouldLearnNothingFromAFlightThatWasRepeated() {
        handshake.sent(0);
        handshake.sent(1_000 * MS);
        received(1_001 * MS);
        assertThat(handshake.ns()).as("the answer to which of them?").isZero();
        handshake.sent(1_002 * MS);
        received(1_043 * MS);
        assertThat(handshake.ns()).isEqualTo(41 * MS);
    }
}
