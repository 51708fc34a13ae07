package dev.treecast.interaction.bus;

import dev.treecast.interaction.show.ShowOptions;

/**
 * Bounds of the bus. Times are nanoseconds.
 *
 * @param show of each show; its {@code epochUs} is this node's stream time at {@code nowNs} 0
 * @param showsMax shows at a time: 1,000, more than a node has streams
 * @param showsPerAddressMax of these, begun by viewers from one address before a game: 100, since whoever comes first to a stream begins its show
 * @param clientsMax connections at a time, those that have yet to say hello among them: 100,000, beyond what a node's sockets carry
 * @param clientsPerAddressMax of these from one address: 5,000, since carriers put whole towns behind one
 * @param helloNs whoever has not said hello by then is let go
 */
public record BusOptions(
        ShowOptions show,
        int showsMax,
        int showsPerAddressMax,
        int clientsMax,
        int clientsPerAddressMax,
        long helloNs) {

    /** As docs/interaction/protocol.md says. */
    public static BusOptions defaults(long epochUsAtNowNsZero) {
        return new BusOptions(ShowOptions.defaults(epochUsAtNowNsZero), 1_000, 100, 100_000, 5_000, 5_000_000_000L);
    }

    public BusOptions withShow(ShowOptions chosen) {
        return new BusOptions(chosen, showsMax, showsPerAddressMax, clientsMax, clientsPerAddressMax, helloNs);
    }

    public BusOptions withStartingCredits(long credits) {
        return withShow(new ShowOptions(
                show.epochUs(),
                credits,
                show.viewersMax(),
                show.sessionsMax(),
                show.tickNs(),
                show.freezeNs(),
                show.endNs(),
                show.sessionNs(),
                show.redeliverNs(),
                show.textHookNs()));
    }
}
