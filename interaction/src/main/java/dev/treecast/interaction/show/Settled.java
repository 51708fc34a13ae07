package dev.treecast.interaction.show;

import dev.treecast.interaction.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Messages about money: they wait until the ledger has them on disk, once for all of a turn. */
public final class Settled {
    /** A disk that was full or away is tried again after so long. */
    private static final long RETRY_NS = 1_000_000_000L;

    private final Ledger ledger;
    private List<LongConsumer> waiting = new ArrayList<>();
    private long retryNs;

    public Settled(Ledger ledger) {
        this.ledger = ledger;
    }

    private boolean isWaiting() {
        return !waiting.isEmpty() || ledger.isDirty();
    }

    /** When {@link #settle} wants to be called: at once, or after a while when the disk failed. */
    public long nextDeadlineNs(long nowNs) {
        if (!isWaiting()) {
            return Long.MAX_VALUE;
        }
        return ledger.isWritable() ? nowNs : retryNs;
    }

    /** @param send is given the time at which it is sent */
    void then(LongConsumer send) {
        waiting.add(send);
    }

    /** Writes, then sends. What the disk does not take is not said. */
    public void settle(long nowNs) {
        if (nowNs < nextDeadlineNs(nowNs)) {
            return;
        }
        if (!ledger.flush()) {
            retryNs = nowNs + RETRY_NS;
            return;
        }
        List<LongConsumer> due = waiting;
        waiting = new ArrayList<>();
        due.forEach(send -> send.accept(nowNs));
    }
}
