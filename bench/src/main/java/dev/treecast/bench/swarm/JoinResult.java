package dev.treecast.bench.swarm;

import java.util.Map;

/**
 * How viewers came.
 *
 * @param wanted how many should have
 * @param connected how many did
 * @param failures what the others said, and how many said so
 * @param seconds from the first offer to the last connection
 * @param connecting from a viewer's offer to its media transport being up, ms
 * @param firstPicture from a viewer's offer to its first video packet, ms
 */
public record JoinResult(
        int wanted,
        int connected,
        Map<String, Integer> failures,
        double seconds,
        Percentiles connecting,
        Percentiles firstPicture) {}
