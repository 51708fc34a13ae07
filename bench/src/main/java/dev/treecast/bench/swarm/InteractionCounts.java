package dev.treecast.bench.swarm;

/**
 * What viewers and their game counted of interaction.
 *
 * @param welcomed viewers that the bus has welcomed
 * @param inputsSent presses and releases that viewers have made
 * @param inputsFolded of them, those that reached the game in ticks
 * @param tallies binary messages that viewers got
 * @param errors refusals that viewers got
 * @param pressToGame from the probing viewer's press to the game's callback, ms
 * @param eventToViewer from the game's event to each viewer, ms
 */
public record InteractionCounts(
        long welcomed,
        long inputsSent,
        long inputsFolded,
        long tallies,
        long errors,
        Percentiles pressToGame,
        Percentiles eventToViewer) {}
