package dev.treecast.edge;

import dev.treecast.tree.audience.AudienceSync;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.webrtc.peer.LoopSession;
import java.util.Collection;

/**
 * The viewers of a stream on one loop who see it together with all others: counts once a second what they need, and has each told how long to hold pictures back.
 * Belongs to the stream's loop.
 */
final class EdgeAudience {
    /** As often as round trips are measured. */
    private static final long INTERVAL_NS = 1_000_000_000;

    private final AudienceSync sync;
    private final LatencyHistogram lates;

    private long nextNs = LoopSession.NO_DEADLINE;
    private boolean running;

    EdgeAudience(AudienceSync sync, LatencyHistogram lates) {
        this.sync = sync;
        this.lates = lates;
    }

    /** Somebody has come, or the publisher may want its stream played otherwise. */
    void changed(long nowNs) {
        nextNs = Math.min(nextNs, nowNs);
    }

    /** When {@link #run} has something to do; {@link LoopSession#NO_DEADLINE} while nobody is synchronized. */
    long deadlineNs() {
        return nextNs;
    }

    void run(long nowNs, Collection<ViewerSession> viewers) {
        if (nowNs < nextNs) {
            return;
        }
        NeedCounts.Tally needs = new NeedCounts.Tally();
        boolean any = false;
        for (ViewerSession viewer : viewers) {
            if (viewer.playout().isSynchronized()) {
                any = true;
                long needNs = viewer.playout().needNs();
                if (needNs >= 0) {
                    needs.add(needNs);
                }
            }
        }
        if (any) {
            sync.report(this, needs.toCounts(), nowNs);
        } else if (running) {
            sync.forget(this);
        }
        if (any || running) {
            long targetNs = sync.targetNs(nowNs);
            for (ViewerSession viewer : viewers) {
                viewer.playout().synchronize(targetNs);
                long lateNs = viewer.playout().lateNs();
                if (lateNs >= 0) {
                    lates.add(lateNs, 1);
                }
            }
        }
        running = any;
        nextNs = any ? nowNs + INTERVAL_NS : LoopSession.NO_DEADLINE;
    }
}
