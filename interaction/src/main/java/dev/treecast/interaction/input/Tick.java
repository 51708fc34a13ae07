package dev.treecast.interaction.input;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node says happened, and which intervals of which leaves that covers.
 *
 * @param covers sorted by leaf, one a leaf
 * @param summaries by control number
 */
public record Tick(List<Cover> covers, Map<Integer, Summary> summaries) {

    /** Intervals of a leaf: those numbered above {@code after}, up to and with {@code upTo}. */
    public record Cover(long leaf, long after, long upTo) {}

    /** Both together; the covers of a leaf must follow on one another. */
    static Tick merge(Tick first, Tick second) {
        Map<Long, Cover> covers = new TreeMap<>();
        first.covers.forEach(cover -> covers.put(cover.leaf, cover));
        for (Cover cover : second.covers) {
            covers.merge(cover.leaf, cover, (a, b) -> new Cover(a.leaf, a.after, b.upTo));
        }
        Map<Integer, Summary> summaries = new TreeMap<>(first.summaries);
        second.summaries.forEach((control, summary) -> summaries.merge(control, summary, Summary::merge));
        return new Tick(List.copyOf(covers.values()), summaries);
    }
}
