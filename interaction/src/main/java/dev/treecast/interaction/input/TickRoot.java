package dev.treecast.interaction.input;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where ticks are counted: each interval of each leaf once. A tick is taken when, for every leaf in it, it goes on from what was taken before; else none of it
 * is, and its leaves are told to send again, each by itself. Of each leaf it is known what its viewers hold, so that this goes when the leaf does.
 */
public final class TickRoot {
    /** Leaves that have gone and may have ticks under way; they are counted, since each was accepted where it was given. */
    private static final int GONE_MAX = 4_096;

    /**
     * Where a leaf stands.
     *
     * @param refused whether something above was not taken
     */
    public record Mark(long leaf, long upTo, boolean refused) {}

    private static final class Leaf {
        long upTo;
        boolean refused;
        boolean due;
        final Map<Integer, Long> holding = new HashMap<>();
    }

    private final Map<Long, Leaf> leaves = new HashMap<>();
    private final LinkedHashMap<Long, Leaf> gone = new LinkedHashMap<>();
    private boolean due;
    private boolean refused;

    /** A leaf comes in; its numbers begin at 1. */
    public void open(long leaf) {
        leaves.put(leaf, new Leaf());
    }

    /**
     * A leaf has gone.
     *
     * @return what its viewers held, as changes
     */
    public Map<Integer, Summary> close(long leaf) {
        Map<Integer, Summary> dropped = new TreeMap<>();
        Leaf closed = leaves.remove(leaf);
        if (closed == null) {
            return dropped;
        }
        closed.holding.forEach((control, level) -> {
            Summary summary = new Summary();
            summary.drop(level);
            dropped.put(control, summary);
        });
        closed.holding.clear();
        gone.put(leaf, closed);
        if (gone.size() > GONE_MAX) {
            gone.remove(gone.keySet().iterator().next());
        }
        return dropped;
    }

    /** @return whether the tick counts; what it says is to be added up then. What leaves that have gone hold is taken out of it */
    public boolean accept(Tick tick) {
        boolean follows = true;
        for (Tick.Cover cover : tick.covers()) {
            Leaf leaf = leaf(cover.leaf());
            follows &= leaf != null && leaf.upTo == cover.after();
        }
        for (Tick.Cover cover : tick.covers()) {
            Leaf leaf = leaf(cover.leaf());
            if (follows && leaf != null) {
                take(tick, cover, leaf);
            } else if (leaf != null && cover.upTo() > leaf.upTo) {
                leaf.refused = true;
                refused = true;
            }
            if (leaf != null) {
                leaf.due = true;
                due = true;
            }
        }
        return follows;
    }

    private void take(Tick tick, Tick.Cover cover, Leaf leaf) {
        leaf.upTo = cover.upTo();
        if (gone.containsKey(cover.leaf())) {
            cover.holding().forEach((control, change) -> {
                Summary summary = tick.summaries().get(control);
                if (summary != null) {
                    summary.drop(change);
                }
            });
            return;
        }
        cover.holding().forEach((control, change) -> leaf.holding.merge(control, change, Long::sum));
        leaf.holding.values().removeIf(level -> level == 0);
    }

    private @Nullable Leaf leaf(long number) {
        Leaf leaf = leaves.get(number);
        return leaf == null ? gone.get(number) : leaf;
    }

    /** Whether leaves are to be told where they stand. */
    public boolean isDue() {
        return due;
    }

    /** Whether one of them waits to hear that something is missing. */
    public boolean isRefused() {
        return refused;
    }

    /** What leaves are to be told since the last time. */
    public List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        leaves.forEach((number, leaf) -> {
            if (leaf.due) {
                marks.add(new Mark(number, leaf.upTo, leaf.refused));
                leaf.due = false;
                leaf.refused = false;
            }
        });
        due = false;
        refused = false;
        return marks;
    }
}
