package dev.treecast.webrtc.peer;

import java.util.concurrent.atomic.LongAdder;

/** What transports that have ended dropped, by reason, over all loops; for metrics. A transport's own counts are added when it ends. */
public final class PeerTotals {
    public final LongAdder unauthenticated = new LongAdder();
    public final LongAdder replayed = new LongAdder();
    public final LongAdder tooEarly = new LongAdder();
    public final LongAdder malformed = new LongAdder();

    void add(PeerCounters counters) {
        unauthenticated.add(counters.unauthenticated());
        replayed.add(counters.replayed());
        tooEarly.add(counters.tooEarly());
        malformed.add(counters.malformed());
    }
}
