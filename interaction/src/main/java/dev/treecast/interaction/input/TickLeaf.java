package dev.treecast.interaction.input;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where viewers' input enters the tree: numbers its ticks and keeps them until the root has them. */
public final class TickLeaf {
    private final long leaf;
    private final Deque<Tick> kept = new ArrayDeque<>();
    private long last;

    /** @param leaf a number that no other leaf of the tree has */
    public TickLeaf(long leaf) {
        this.leaf = leaf;
    }

    /** The next tick; what was folded in it. */
    public Tick next(Map<Integer, Summary> summaries) {
        Tick tick = new Tick(List.of(new Tick.Cover(leaf, last, last + 1)), summaries);
        last++;
        kept.add(tick);
        return tick;
    }

    public void acknowledged(long rootMark) {
        while (!kept.isEmpty() && kept.getFirst().covers().getFirst().upTo() <= rootMark) {
            kept.removeFirst();
        }
    }

    /** A new way up, or a refusal: everything above where the parent stands, as one tick. */
    public Optional<Tick> resend(long parentMark) {
        return kept.stream()
                .filter(tick -> tick.covers().getFirst().upTo() > parentMark)
                .reduce(Tick::merge);
    }
}
