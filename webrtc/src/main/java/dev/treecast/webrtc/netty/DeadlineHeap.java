package dev.treecast.webrtc.netty;

import dev.treecast.webrtc.peer.LoopSession;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one loop by their next deadline: a binary heap whose entries know their place, so that moving a deadline, which
 * happens after almost every datagram, costs no allocation and no search. Entries are the loop's bookkeeping of a session.
 */
final class DeadlineHeap {

    /** A session's place in the heap. */
    static final class Entry {
        final LoopSession session;
        long deadlineNs = LoopSession.NO_DEADLINE;
        private int index = -1;

        Entry(LoopSession session) {
            this.session = session;
        }
    }

    private @Nullable Entry[] entries = new Entry[64];
    private int size;

    /** Puts an entry where its deadline belongs; without a deadline it leaves the heap. */
    void update(Entry entry, long deadlineNs) {
        if (entry.deadlineNs == deadlineNs && (entry.index >= 0 || deadlineNs == LoopSession.NO_DEADLINE)) {
            return;
        }
        entry.deadlineNs = deadlineNs;
        if (deadlineNs == LoopSession.NO_DEADLINE) {
            remove(entry);
            return;
        }
        if (entry.index < 0) {
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, size * 2);
            }
            place(entry, size++);
        }
        siftUp(entry);
        siftDown(entry);
    }

    void remove(Entry entry) {
        int at = entry.index;
        if (at < 0) {
            return;
        }
        entry.index = -1;
        Entry last = get(--size);
        entries[size] = null;
        if (last != entry) {
            place(last, at);
            siftUp(last);
            siftDown(last);
        }
    }

    /** The entry whose deadline is earliest, or null. */
    @Nullable
    Entry first() {
        return size == 0 ? null : entries[0];
    }

    private void siftUp(Entry entry) {
        while (entry.index > 0) {
            Entry parent = get((entry.index - 1) >> 1);
            if (parent.deadlineNs - entry.deadlineNs <= 0) {
                return;
            }
            swap(entry, parent);
        }
    }

    private void siftDown(Entry entry) {
        while (true) {
            int child = 2 * entry.index + 1;
            if (child >= size) {
                return;
            }
            Entry least = get(child);
            if (child + 1 < size && get(child + 1).deadlineNs - least.deadlineNs < 0) {
                least = get(child + 1);
            }
            if (entry.deadlineNs - least.deadlineNs <= 0) {
                return;
            }
            swap(entry, least);
        }
    }

    private void swap(Entry a, Entry b) {
        int at = a.index;
        place(a, b.index);
        place(b, at);
    }

    private void place(Entry entry, int at) {
        entries[at] = entry;
        entry.index = at;
    }

    private Entry get(int index) {
        Entry entry = entries[index];
        if (entry == null) {
            throw new IllegalStateException("hole in the heap at " + index);
        }
        return entry;
    }
}
