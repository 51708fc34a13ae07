package dev.treecast.interaction.show;

import dev.treecast.interaction.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/**
 * Messages about what the ledger keeps: they wait until it has that, once for all of a turn. Ballots and bans come in floods and are less urgent than money:
 * the ledger is asked to keep them once in {@value #SOON_NS} ns.
 */
public final class Settled {
    /** A disk that was full or away is tried again after so long. */
    private static final long RETRY_NS = 1_000_000_000L;

    /** A tick. */
    private static final long SOON_NS = 50_000_000L;

    private final Ledger ledger;
    private final BiConsumer<Long, String> lost;
    private List<LongConsumer> waiting = new ArrayList<>();
    private boolean urgent;
    private long soonNs = Long.MIN_VALUE;
    private long retryNs;

    /** @param lost is given the time and a show that another node has taken; nothing may be told to its clients any more */
    public Settled(Ledger ledger, BiConsumer<Long, String> lost) {
        this.ledger = ledger;
        this.lost = lost;
    }

    private boolean isWaiting() {
        return !waiting.isEmpty() || ledger.isDirty();
    }

    /** When {@link #settle} wants to be called: at once, or after a while when the disk failed. */
    public long nextDeadlineNs(long nowNs) {
        if (!isWaiting()) {
            return Long.MAX_VALUE;
        }
        if (!ledger.isWritable()) {
            return retryNs;
        }
        return urgent ? nowNs : Math.max(nowNs, soonNs);
    }

    /** @param send is given the time at which it is sent */
    void then(LongConsumer send) {
        waiting.add(send);
        urgent = true;
    }

    /**
     * Says something that can be said again, as a ballot can be cast again, and that goes on while the ledger cannot be written: then it is said at once, and
     * lost if the process ends before the ledger can be.
     */
    void soon(long nowNs, LongConsumer send) {
        if (ledger.isWritable() && isWaiting()) {
            waiting.add(send);
        } else {
            send.accept(nowNs);
        }
    }

    /** Writes, then sends. What the ledger does not take is not said. */
    public void settle(long nowNs) {
        if (nowNs < nextDeadlineNs(nowNs)) {
            return;
        }
        soonNs = nowNs + SOON_NS;
        boolean kept = ledger.flush();
        ledger.takeLost().forEach(show -> lost.accept(nowNs, show));
        if (!kept) {
            retryNs = nowNs + RETRY_NS;
            return;
        }
        List<LongConsumer> due = waiting;
        waiting = new ArrayList<>();
        urgent = false;
        due.forEach(send -> send.accept(nowNs));
    }
}
