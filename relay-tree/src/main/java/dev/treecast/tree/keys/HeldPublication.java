package dev.treecast.tree.keys;

import dev.treecast.tree.sframe.EpochKey;
import dev.treecast.tree.sframe.PacketOpener;
import java.util.TreeSet;

/** The keys that an edge holds for one publication. */
final class HeldPublication {
    /** Before, current and next, and one for an edge that leaves just then. */
    private static final int EPOCHS_MAX = 4;

    private static final long NEVER = Long.MAX_VALUE;

    /** Who made the first key, and has to have made the others. */
    final String ingestNode;

    final PacketOpener opener;
    private final TreeSet<Integer> epochs = new TreeSet<>();
    private int earliest;
    private int inUse = -1;
    private long forgetAtNs = NEVER;

    HeldPublication(String ingestNode, PacketOpener opener) {
        this.ingestNode = ingestNode;
        this.opener = opener;
    }

    boolean holds(int epoch) {
        return epochs.contains(epoch);
    }

    /** Whether the epoch is over: its key was forgotten, or never needed. */
    boolean isOver(int epoch) {
        return epoch < earliest;
    }

    void add(EpochKey key) {
        epochs.add(key.epoch());
        opener.add(key);
        if (epochs.size() > EPOCHS_MAX) {
            forgetBefore(epochs.higher(epochs.first()));
        }
    }

    /** Forgets the keys before the one in use, a while after the first packet that needed it. */
    void poll(long nowNs, long keptAfterNs) {
        if (opener.newestOpened() > inUse) {
            inUse = opener.newestOpened();
            forgetAtNs = epochs.first() < inUse ? nowNs + keptAfterNs : NEVER;
        }
        if (nowNs >= forgetAtNs) {
            forgetAtNs = NEVER;
            forgetBefore(inUse);
        }
    }

    long nextDeadlineNs() {
        return forgetAtNs;
    }

    private void forgetBefore(int epoch) {
        earliest = epoch;
        epochs.headSet(epoch).clear();
        opener.forgetBefore(epoch);
    }
}
