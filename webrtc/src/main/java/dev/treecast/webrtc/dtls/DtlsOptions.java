package dev.treecast.webrtc.dtls;

/**
 * Bounds and timers of the DTLS sessions of one server.
 *
 * @param datagramBytesMax the largest datagram we send, bytes. 1,200: fits the IPv6 minimum MTU of 1,280 with UDP, IP and
 *     TURN framing around it, as browsers assume.
 * @param handshakeResendMs first retransmission delay of a handshake flight, milliseconds; BouncyCastle doubles it each time. 100:
 *     RFC 6347 section 4.2.4.1 suggests 1 s for strangers, but a lost datagram would then cost a viewer a second before the
 *     first picture. ICE has just proved the path and its address, a flight is one datagram, and a path slower than this costs
 *     one or two spare copies of about 700 bytes. Browsers use 50.
 * @param handshakeTimeoutMs from {@code start()} to the end of the handshake, waiting at the gate included, milliseconds. 10,000: RFC 5763 says
 *     nothing; longer, and the person in front of the screen has gone.
 * @param inboundDatagramsMax datagrams held for a handshake under way. 32: a flight is at most 6 datagrams from stacks that send one record a
 *     datagram; this is the flight, five retransmissions of it, and two to spare.
 * @param handshakesConcurrentMax handshakes under way in the process. 1,024: most of one is waiting for the peer (two round
 *     trips), and 1,024 at 100 ms each is 10,000 a second, more than two cores can compute; measured sound with 2,000.
 * @param handshakesWaitingMax handshakes waiting for one of those places. 6,000: without libcrypto two cores do some 700 a second,
 *     so one further back could not be done within the timeout.
 */
public record DtlsOptions(
        int datagramBytesMax,
        int handshakeResendMs,
        int handshakeTimeoutMs,
        int inboundDatagramsMax,
        int handshakesConcurrentMax,
        int handshakesWaitingMax) {

    /** A DTLS 1.2 record header (13 bytes, RFC 6347 section 4.1) and the largest AEAD expansion of our suites (GCM: nonce 8 + tag 16). */
    private static final int RECORD_OVERHEAD = 13 + 24;

    public DtlsOptions {
        if (datagramBytesMax < 256 || datagramBytesMax > DatagramExchange.INBOUND_DATAGRAM_BYTES_MAX) {
            throw new IllegalArgumentException("datagramBytesMax must lie between 256 and "
                    + DatagramExchange.INBOUND_DATAGRAM_BYTES_MAX + ", not " + datagramBytesMax);
        }
        if (handshakeResendMs < 1 || handshakeTimeoutMs < 1) {
            throw new IllegalArgumentException("handshake timers must be positive");
        }
        if (inboundDatagramsMax < 1 || handshakesConcurrentMax < 1 || handshakesWaitingMax < 0) {
            throw new IllegalArgumentException("handshake bounds must be positive");
        }
    }

    public static DtlsOptions defaults() {
        return new DtlsOptions(1_200, 100, 10_000, 32, 1_024, 6_000);
    }

    /** The longest application data, bytes, that one {@link SecureChannel#send} takes: what SCTP uses as its packet size. */
    public int applicationDataBytesMax() {
        return datagramBytesMax - RECORD_OVERHEAD;
    }
}
