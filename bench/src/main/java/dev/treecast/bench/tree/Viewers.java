package dev.treecast.bench.tree;

import org.HdrHistogram.Histogram;

/** When viewers saw their first packet. */
final class Viewers {
    /** TCP, TLS 1.3, and the request's way: after so many round trips it is at the edge. */
    private static final double REQUEST_TRIPS = 2.5;

    /** The answer's way, a connectivity check, DTLS 1.2: after so many more the edge may send media. */
    private static final double CONNECT_TRIPS = 3.5;

    private final Histogram firstPacket = Spread.histogram();
    private final Histogram lately = Spread.histogram();
    private long cutOff;

    static long atEdgeNs(long askedNs, long roundTripNs) {
        return askedNs + (long) (REQUEST_TRIPS * roundTripNs);
    }

    /**
     * @param queuedNs that the edge's core was busy with others' handshakes
     * @param takenNs when the edge knew the stream's tracks, and could answer
     * @param readyNs when it had media and a key
     */
    static long firstPacketNs(long askedNs, long roundTripNs, long queuedNs, long takenNs, long readyNs) {
        long answeredNs = Math.max(atEdgeNs(askedNs, roundTripNs), takenNs);
        long connectedNs = answeredNs + (long) (CONNECT_TRIPS * roundTripNs) + queuedNs;
        return Math.max(connectedNs, readyNs) + roundTripNs / 2;
    }

    void served(long askedNs, long firstPacketNs) {
        long spanNs = Math.max(0, firstPacketNs - askedNs);
        firstPacket.recordValue(spanNs);
        lately.recordValue(spanNs);
    }

    /** One whose edge could not have the stream when it asked. */
    void cutOff() {
        cutOff++;
    }

    long count() {
        return firstPacket.getTotalCount();
    }

    long cutOffCount() {
        return cutOff;
    }

    Spread firstPacket() {
        return Spread.ms(firstPacket);
    }

    /** Of those since this was last asked. */
    Spread lately() {
        Spread spread = Spread.ms(lately);
        lately.reset();
        return spread;
    }
}
