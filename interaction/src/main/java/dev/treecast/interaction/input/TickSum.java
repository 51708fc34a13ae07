package dev.treecast.interaction.input;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Ticks added up as long as they fit a packet. The ticks themselves are not changed. */
final class TickSum {
    /** Of a cover without what it says of holding: leaf, number, span, count. */
    static final int COVER_BYTES_MAX = 24;

    private final int bytesMax;
    private TreeMap<Long, Tick.Cover> covers = new TreeMap<>();
    private TreeMap<Integer, Summary> summaries = new TreeMap<>();
    /** No less than the packet has: merged, ticks are never longer than one after the other. */
    private int bytes;

    /** @param bytesMax of a packet */
    TickSum(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean isEmpty() {
        return covers.isEmpty();
    }

    /**
     * Adds a tick whose intervals follow on what is here.
     *
     * @param length of its packet
     * @return false when both do not fit a packet, and nothing was done
     */
    boolean add(Tick tick, int length) {
        if (covers.size() + tick.covers().size() > TickPacket.COVERS_MAX) {
            return false;
        }
        if (bytes + length > bytesMax) {
            bytes = toBytes(0).length;
        }
        if (isEmpty() || bytes + length <= bytesMax) {
            put(tick);
            bytes += length;
            return true;
        }
        // Many controls: they may fit when merged, though not beside each other.
        TickSum both = new TickSum(bytesMax);
        both.put(tick());
        both.put(tick);
        int merged = both.toBytes(0).length;
        if (merged > bytesMax) {
            return false;
        }
        covers = both.covers;
        summaries = both.summaries;
        bytes = merged;
        return true;
    }

    private void put(Tick tick) {
        for (Tick.Cover cover : tick.covers()) {
            covers.merge(cover.leaf(), cover, TickSum::join);
        }
        tick.summaries().forEach((control, summary) -> {
            Summary known = summaries.get(control);
            if (known == null) {
                summaries.put(control, summary.copy());
            } else {
                known.add(summary);
            }
        });
    }

    private static Tick.Cover join(Tick.Cover a, Tick.Cover b) {
        Map<Integer, Long> holding = new TreeMap<>(a.holding());
        b.holding().forEach((control, change) -> holding.merge(control, change, Long::sum));
        holding.values().removeIf(change -> change == 0);
        return new Tick.Cover(a.leaf(), a.after(), b.upTo(), holding);
    }

    Tick tick() {
        return new Tick(List.copyOf(covers.values()), summaries);
    }

    byte[] toBytes(long show) {
        return new TickPacket(false, show, tick()).toBytes();
    }

    void clear() {
        covers = new TreeMap<>();
        summaries = new TreeMap<>();
        bytes = 0;
    }
}
