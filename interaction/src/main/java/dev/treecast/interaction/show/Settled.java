package dev.treecast.interaction.show;

import dev.treecast.interaction.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Messages about money: they wait until the ledger has them on disk, once for all of a turn. */
public final class Settled {
    private final Ledger ledger;
    private List<Runnable> waiting = new ArrayList<>();

    public Settled(Ledger ledger) {
        this.ledger = ledger;
    }

    public boolean isWaiting() {
        return !waiting.isEmpty() || ledger.isDirty();
    }

    void then(Runnable send) {
        waiting.add(send);
    }

    /** Writes, then sends. */
    public void settle() {
        if (isWaiting()) {
            ledger.flush();
            List<Runnable> due = waiting;
            waiting = new ArrayList<>();
            due.forEach(Runnable::run);
        }
    }
}
