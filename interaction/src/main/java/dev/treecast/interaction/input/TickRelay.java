package dev.treecast.interaction.input;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Merges ticks on their way to the game so that each is counted once, whatever fails between.
 *
 * <p>Leaves number their ticks. A node takes a tick only if it goes on, for every leaf in it, from what that node has; the root's numbers decide.
 * What was passed up is kept until the root has it. After a failure a node asks the root where each leaf stands ({@link #marks}) and sends what is above
 * ({@link #resend}); a merged tick that the root took in part already is refused whole, and comes again in smaller pieces from those who kept them.
 */
public final class TickRelay {
    /** Ticks kept for a parent that does not answer: 10 s of 50 ms from each of 16 children. */
    public static final int KEPT_MAX = 3_200;

    private final Map<Long, Long> marks = new HashMap<>();
    private final Deque<Tick> waiting = new ArrayDeque<>();
    private final Deque<Tick> unacknowledged = new ArrayDeque<>();

    /**
     * Offers a tick of a child.
     *
     * @return whether it was taken; if not, the child sends again from {@link #marks}
     */
    public boolean accept(Tick tick) {
        if (waiting.size() + unacknowledged.size() >= KEPT_MAX) {
            return false;
        }
        for (Tick.Cover cover : tick.covers()) {
            if (mark(cover.leaf()) != cover.after()) {
                return false;
            }
        }
        tick.covers().forEach(cover -> marks.put(cover.leaf(), cover.upTo()));
        waiting.add(tick);
        return true;
    }

    /** The last interval of a leaf that is counted here, 0 for none. */
    public long mark(long leaf) {
        return marks.getOrDefault(leaf, 0L);
    }

    public Map<Long, Long> marks() {
        return Map.copyOf(marks);
    }

    /** Everything taken since the last time as one tick, kept until {@link #acknowledged}. */
    public Optional<Tick> drain() {
        Optional<Tick> merged = waiting.stream().reduce(Tick::merge);
        unacknowledged.addAll(waiting);
        waiting.clear();
        return merged;
    }

    /** The root has these intervals: what they cover is forgotten. */
    public void acknowledged(Map<Long, Long> rootMarks) {
        unacknowledged.removeIf(tick -> isCovered(tick, rootMarks));
    }

    /**
     * A new way up: what the root has not, as one tick. Ticks that the root has in part cannot be sent, since they cannot be taken apart here; their
     * leaves are put back to where the root stands, so that the children send those intervals again.
     */
    public Optional<Tick> resend(Map<Long, Long> rootMarks) {
        acknowledged(rootMarks);
        waiting.removeIf(tick -> isCovered(tick, rootMarks));
        Map<Long, Long> reached = new HashMap<>(rootMarks);
        Deque<Tick> kept = new ArrayDeque<>();
        for (Deque<Tick> queue : java.util.List.of(unacknowledged, waiting)) {
            for (Iterator<Tick> ticks = queue.iterator(); ticks.hasNext(); ) {
                Tick tick = ticks.next();
                boolean follows = tick.covers().stream()
                        .allMatch(cover -> reached.getOrDefault(cover.leaf(), 0L) == cover.after());
                if (follows) {
                    tick.covers().forEach(cover -> reached.put(cover.leaf(), cover.upTo()));
                    kept.add(tick);
                }
                ticks.remove();
            }
        }
        marks.replaceAll((leaf, mark) -> reached.getOrDefault(leaf, 0L));
        reached.forEach(marks::putIfAbsent);
        unacknowledged.addAll(kept);
        return kept.stream().reduce(Tick::merge);
    }

    private static boolean isCovered(Tick tick, Map<Long, Long> rootMarks) {
        return tick.covers().stream().allMatch(cover -> rootMarks.getOrDefault(cover.leaf(), 0L) >= cover.upTo());
    }
}
