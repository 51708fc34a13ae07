package dev.treecast.webrtc.peer;

/**
 * The round trip as the handshake shows it: from a flight of ours to what the peer answers. It holds the peer's own work, some milliseconds of
 * cryptography, so it is the first estimate and no more; but it is there before any report has come. A flight that had to be sent again tells nothing, as
 * nobody knows which of the two was answered (Karn's rule).
 */
final class HandshakeRoundTrip {
    /** Datagrams of one flight leave within this. */
    private static final long FLIGHT_NS = 10_000_000;

    /** In the first record of a datagram: behind the record's header (RFC 6347 section 4.1), in the clear in the first flights. */
    private static final int MESSAGE_TYPE_AT = 13;

    private static final int CLIENT_HELLO = 1;

    private long flightNs;
    private boolean open;
    private boolean repeated;
    private long sampleNs;

    /** One of our handshake datagrams leaves. */
    void sent(long nowNs) {
        if (!open) {
            open = true;
            repeated = false;
            flightNs = nowNs;
        } else if (nowNs - flightNs > FLIGHT_NS) {
            repeated = true;
        }
    }

    /**
     * One of the peer's comes. A ClientHello answers nothing: browsers send it again after 50 ms, and what was on its way when ours left would look
     * like a short round trip.
     */
    void received(long nowNs, byte[] datagram, int offset, int length) {
        boolean answer = length > MESSAGE_TYPE_AT && datagram[offset + MESSAGE_TYPE_AT] != CLIENT_HELLO;
        if (answer && open && !repeated && (sampleNs == 0 || nowNs - flightNs < sampleNs)) {
            sampleNs = nowNs - flightNs;
        }
        open = false;
    }

    /** The shortest seen, ns; 0 while there is none. */
    long ns() {
        return sampleNs;
    }
}
