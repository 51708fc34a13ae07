package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import java.util.List;

/**
 * Sees to it that a connected peer hears something at least once an interval: an empty receiver report where nothing else was sent. It looks
 * once an interval and not at each packet, so two intervals may pass without a datagram, never more.
 */
final class Keepalive {
    /** Nobody sends media under it. */
    private static final int SSRC = 1;

    private static final int REPORT_BYTES = 8;

    // Given.
    private final long intervalNs;
    private final PeerCounters counters;

    // State.
    private long nextNs = LoopSession.NO_DEADLINE;
    private long datagramsBefore;

    /** @param intervalNs 0 for never */
    Keepalive(long intervalNs, PeerCounters counters) {
        this.intervalNs = intervalNs;
        this.counters = counters;
    }

    /** The peer can be reached. */
    void start(long nowNs) {
        if (intervalNs > 0) {
            nextNs = nowNs + intervalNs;
            datagramsBefore = counters.datagramsOut;
        }
    }

    long nextDeadlineNs() {
        return nextNs;
    }

    /** True if a report has to be sent now. */
    boolean due(long nowNs) {
        if (nextNs == LoopSession.NO_DEADLINE || nowNs - nextNs < 0) {
            return false;
        }
        boolean silent = counters.datagramsOut == datagramsBefore;
        datagramsBefore = counters.datagramsOut + (silent ? 1 : 0);
        nextNs = nowNs + intervalNs;
        return silent;
    }

    /** Writes the report to the beginning of an array and returns its length. */
    static int write(byte[] out) {
        CompoundWriter writer = new CompoundWriter().start(out, 0, REPORT_BYTES);
        writer.append(new ReceiverReport(SSRC, List.of()));
        return writer.length();
    }
}
