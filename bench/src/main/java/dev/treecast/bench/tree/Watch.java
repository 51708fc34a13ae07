package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.MS;
import static dev.treecast.bench.tree.Timeline.NEVER;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** A stream at an edge that viewers want it from: when it came, whether it comes, and who waits for it. */
final class Watch {
    /** Packets are 3 ms apart; whoever hears nothing for so long sees it. */
    static final long GAP_NS = 20 * MS;

    final SimulatedNode edge;
    final String stream;
    final long wantedNs;
    long keyNs = NEVER;
    long viewers;

    private long takenNs = NEVER;
    private long firstNs = NEVER;
    private boolean joined;
    private boolean silent;
    private long silentSinceNs;
    private long endedGapNs;
    private long excusedUntilNs;

    // Who waits: when they asked, their round trip, how long the edge's core let them wait.
    private long[] waiting = new long[0];
    private int waitingCount;

    Watch(SimulatedNode edge, String stream, long wantedNs) {
        this.edge = edge;
        this.stream = stream;
        this.wantedNs = wantedNs;
    }

    void taken(long nowNs) {
        takenNs = Math.min(takenNs, nowNs);
    }

    private boolean isReady() {
        return firstNs != NEVER && keyNs != NEVER && !silent;
    }

    /** A viewer asks. */
    void viewer(Viewers viewers, long askedNs, long roundTripNs, long queuedNs) {
        this.viewers++;
        if (isReady()) {
            viewers.served(askedNs, Viewers.firstPacketNs(askedNs, roundTripNs, queuedNs, takenNs, 0));
            return;
        }
        if (3 * waitingCount == waiting.length) {
            waiting = Arrays.copyOf(waiting, Math.max(12, 2 * waiting.length));
        }
        waiting[3 * waitingCount] = askedNs;
        waiting[3 * waitingCount + 1] = roundTripNs;
        waiting[3 * waitingCount + 2] = queuedNs;
        waitingCount++;
    }

    /**
     * A look at it.
     *
     * @param excused whether the stream cannot be had here just now, whatever the tree does
     * @return for how long it has been without a stream that it could have had, in ns
     */
    long look(long nowNs, boolean excused, Viewers viewers, Histogram gaps, Histogram recoveries, Histogram joins) {
        long lastNs = edge.media.lastNs(stream, nowNs);
        boolean flows = nowNs - lastNs <= GAP_NS;
        if (excused) {
            excusedUntilNs = nowNs;
        }
        if (firstNs == NEVER) {
            if (flows) {
                firstNs = Math.min(nowNs, Math.max(edge.media.resumedNs(stream), takenNs));
            }
        } else if (!flows && !silent) {
            silent = true;
            silentSinceNs = lastNs;
        } else if (flows && silent) {
            silent = false;
            endedGapNs = Math.clamp(edge.media.resumedNs(stream), silentSinceNs, nowNs);
            if (excusedUntilNs < silentSinceNs) {
                gaps.recordValue(endedGapNs - silentSinceNs);
            } else {
                recoveries.recordValue(Math.max(0, endedGapNs - excusedUntilNs));
            }
        }
        if (isReady()) {
            ready(viewers, joins);
        }
        if (excused || flows) {
            return 0;
        }
        return nowNs - Math.max(excusedUntilNs, silent ? silentSinceNs : wantedNs);
    }

    private void ready(Viewers viewers, Histogram joins) {
        long readyNs = Math.max(Math.max(firstNs, keyNs), endedGapNs);
        if (!joined) {
            joined = true;
            if (excusedUntilNs < wantedNs) {
                joins.recordValue(Math.max(0, readyNs - wantedNs));
            }
        }
        for (int i = 0; i < waitingCount; i++) {
            long askedNs = waiting[3 * i];
            if (askedNs <= excusedUntilNs) {
                viewers.cutOff();
            } else {
                viewers.served(
                        askedNs,
                        Viewers.firstPacketNs(askedNs, waiting[3 * i + 1], waiting[3 * i + 2], takenNs, readyNs));
            }
        }
        waitingCount = 0;
    }

    /** The end: who still waits has waited until now. */
    void end(long nowNs, Viewers viewers) {
        for (int i = 0; i < waitingCount; i++) {
            long askedNs = waiting[3 * i];
            if (askedNs <= excusedUntilNs) {
                viewers.cutOff();
            } else if (askedNs < nowNs - Timeline.SECOND) {
                viewers.served(askedNs, nowNs);
            }
        }
        waitingCount = 0;
    }
}
