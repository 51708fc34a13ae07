package dev.treecast.interaction.input;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where viewers' input enters the tree: numbers its ticks and keeps them until the root has them. */
public final class TickLeaf {
    /** Beyond it no tick is begun, and input goes on into the fold: 1.6 s of 25 ms, which is longer than it takes to find another way. */
    public static final int KEPT_MAX = 64;

    private final long leaf;
    private final Deque<Tick> kept = new ArrayDeque<>();
    private long last;
    private long acknowledged;

    /** @param leaf a number that no other leaf of the tree has */
    public TickLeaf(long leaf) {
        this.leaf = leaf;
    }

    public boolean isFull() {
        return kept.size() >= KEPT_MAX;
    }

    /** Whether the root has everything. */
    public boolean isEmpty() {
        return kept.isEmpty();
    }

    /** The next tick; what was folded in it. */
    public Tick next(Map<Integer, Summary> summaries) {
        Map<Integer, Long> holding = new TreeMap<>();
        summaries.forEach((control, summary) -> {
            if (summary.holdingChange() != 0) {
                holding.put(control, summary.holdingChange());
            }
        });
        Tick tick = new Tick(List.of(new Tick.Cover(leaf, last, last + 1, holding)), summaries);
        last++;
        kept.add(tick);
        return tick;
    }

    /**
     * The root stands here.
     *
     * @return whether that is further than was known
     */
    public boolean acknowledged(long rootMark) {
        if (rootMark <= acknowledged || rootMark > last) {
            return false;
        }
        acknowledged = rootMark;
        while (!kept.isEmpty() && kept.getFirst().covers().getFirst().upTo() <= rootMark) {
            kept.removeFirst();
        }
        return true;
    }

    /** A new way up, or a refusal: everything that the root has not, in as few packets as it fits; they repair a gap, so that none is to be merged. */
    public List<byte[]> resend(long show, int packetBytesMax) {
        List<byte[]> packets = new ArrayList<>();
        TickSum sum = new TickSum(packetBytesMax);
        for (Tick tick : kept) {
            int length = new TickPacket(true, show, tick).toBytes().length;
            if (!sum.add(tick, length)) {
                packets.add(new TickPacket(true, show, sum.tick()).toBytes());
                sum.clear();
                sum.add(tick, length);
            }
        }
        if (!sum.isEmpty()) {
            packets.add(new TickPacket(true, show, sum.tick()).toBytes());
        }
        return packets;
    }
}
