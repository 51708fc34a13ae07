package dev.treecast.interaction.input;

import java.util.List;
import java.util.Map;

/**
 * What a node says happened, and which intervals of which leaves that covers.
 *
 * @param covers sorted by leaf, one a leaf
 * @param summaries by control number
 */
public record Tick(List<Cover> covers, Map<Integer, Summary> summaries) {

    /**
     * Intervals of a leaf: those numbered above {@code after}, up to and with {@code upTo}.
     *
     * @param holding by how much more viewers of the leaf hold a control than before, where that changed: what a leaf held goes when the leaf does
     */
    public record Cover(long leaf, long after, long upTo, Map<Integer, Long> holding) {}
}
