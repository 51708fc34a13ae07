package dev.treecast.interaction.bus;

import java.util.Map;

/**
 * Sums since the start, over all shows, but for the first three, which are of now.
 *
 * @param shows shows that exist
 * @param viewers viewers that have said hello
 * @param games games that are connected
 * @param received inputs that came
 * @param merged inputs that went into a tick
 * @param sampled inputs that reached a game one by one
 * @param dropped messages and inputs that were not taken, by reason: the error codes of docs/interaction/protocol.md
 */
public record InteractionCounters(
        int shows, int viewers, int games, long received, long merged, long sampled, Map<String, Long> dropped) {}
