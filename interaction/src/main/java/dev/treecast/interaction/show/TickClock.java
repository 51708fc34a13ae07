package dev.treecast.interaction.show;

/** When a game gets the input of its viewers: at multiples of a tick since the show began, and only where there is some. */
final class TickClock {
    private final Show show;
    private final long startNs;
    private final long tickNs;

    private long firedTick = -1;

    TickClock(Show show, long startNs, long tickNs) {
        this.show = show;
        this.startNs = startNs;
        this.tickNs = tickNs;
    }

    /** When {@link #timeout} may have something to do, while there is a game. */
    long nextDeadlineNs() {
        long boundaryNs = startNs + (firedTick + 1) * tickNs;
        return hasSome()
                ? boundaryNs
                : Math.max(boundaryNs, show.ticks().sticks().nextDeadlineNs());
    }

    /** Sends the game what is there, if it is time. */
    void timeout(long nowNs) {
        long current = (nowNs - startNs) / tickNs;
        Game game = show.game();
        if (game == null || current <= firedTick) {
            return;
        }
        if (hasSome() || show.ticks().sticks().nextDeadlineNs() <= nowNs) {
            firedTick = current;
            show.ticks().send(nowNs, current & 0xFFFF_FFFFL, show.timeUs(nowNs), game);
            show.texts().sendSampled();
        }
    }

    private boolean hasSome() {
        return show.ticks().hasSome() || show.texts().hasSampled();
    }
}
