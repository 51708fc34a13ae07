package dev.treecast.webrtc.congestion;

/**
 * At what rate a cluster of packets was sent and arrived.
 *
 * <p>Packets leave in runs, several at one instant. So the first run is left out: both rates are those of what follows it, from when it was sent and from
 * when the last of it arrived. What a path with room does with each run by itself must not look like a higher rate.
 */
final class ProbeMeasurement {
    /** Packets within this time left in one run. */
    private static final long RUN_NS = 1_000_000L;

    private static final long INTERVAL_NS_MAX = 1_000_000_000L;

    private long firstSentNs;
    private long lastSentNs;
    private int sentPackets;
    private long sentBytes;
    private long firstRunSentBytes;

    private int receivedPackets;
    private int lostPackets;
    private long receivedBytes;
    private long firstRunReceivedBytes;
    private boolean arrived;
    private long firstRunArrivalNs;
    private long lastArrivalNs;

    void begin() {
        sentPackets = 0;
        sentBytes = 0;
        firstRunSentBytes = 0;
        receivedPackets = 0;
        lostPackets = 0;
        receivedBytes = 0;
        firstRunReceivedBytes = 0;
        arrived = false;
    }

    void sent(long nowNs, int bytes) {
        if (sentPackets == 0) {
            firstSentNs = nowNs;
        }
        lastSentNs = nowNs;
        sentPackets++;
        sentBytes += bytes;
        if (nowNs - firstSentNs <= RUN_NS) {
            firstRunSentBytes += bytes;
        }
    }

    /** A packet of the cluster came. */
    void received(long sentNs, long arrivalNs, int bytes) {
        receivedPackets++;
        receivedBytes += bytes;
        boolean inFirstRun = sentNs - firstSentNs <= RUN_NS;
        if (inFirstRun) {
            firstRunReceivedBytes += bytes;
        }
        if (!arrived) {
            arrived = true;
            firstRunArrivalNs = arrivalNs;
            lastArrivalNs = arrivalNs;
        } else if (inFirstRun && arrivalNs - firstRunArrivalNs > 0) {
            firstRunArrivalNs = arrivalNs;
        }
        if (arrivalNs - lastArrivalNs > 0) {
            lastArrivalNs = arrivalNs;
        }
    }

    void lost() {
        lostPackets++;
    }

    int sentPackets() {
        return sentPackets;
    }

    long sentBytes() {
        return sentBytes;
    }

    int receivedPackets() {
        return receivedPackets;
    }

    int lostPackets() {
        return lostPackets;
    }

    /** bit/s; negative if the cluster was too short or too long to tell. */
    double sentBps() {
        return rate(sentBytes - firstRunSentBytes, lastSentNs - firstSentNs);
    }

    /** bit/s; negative if what came was too little to tell. */
    double receivedBps() {
        return arrived ? rate(receivedBytes - firstRunReceivedBytes, lastArrivalNs - firstRunArrivalNs) : -1;
    }

    private static double rate(long bytes, long intervalNs) {
        return bytes <= 0 || intervalNs <= 0 || intervalNs > INTERVAL_NS_MAX ? -1 : bytes * 8e9 / intervalNs;
    }
}
