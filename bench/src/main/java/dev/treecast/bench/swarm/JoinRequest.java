package dev.treecast.bench.swarm;

/**
 * Viewers to come.
 *
 * @param viewers how many
 * @param checking how many of them check every payload
 * @param perSecond at what rate they make their offers
 * @param concurrent how many may be under way at one time
 * @param interacting whether they have data channels; false leaves them out even where there is a game
 */
public record JoinRequest(int viewers, int checking, double perSecond, int concurrent, boolean interacting) {

    /** With data channels, where there is a game. */
    public JoinRequest(int viewers, int checking, double perSecond, int concurrent) {
        this(viewers, checking, perSecond, concurrent, true);
    }
}
