package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ballot.SeenTime;
import dev.treecast.interaction.protocol.Json;

/** What a show says about itself: to its game and moderators once a second, and to state pages. */
final class Stats {
    private static final long INTERVAL_NS = 1_000_000_000L;

    private final Show show;
    private final SeenTime seenTime;
    private long nextNs;

    Stats(long nowNs, Show show, SeenTime seenTime) {
        this.show = show;
        this.seenTime = seenTime;
        nextNs = nowNs;
    }

    /** A game has come, and hears a second from now. */
    void restart(long nowNs) {
        nextNs = nowNs + INTERVAL_NS;
    }

    long nextDeadlineNs() {
        return isHeard() ? nextNs : Long.MAX_VALUE;
    }

    private boolean isHeard() {
        return show.game() != null || show.viewers().hasModerators();
    }

    void timeout(long nowNs) {
        if (nowNs < nextDeadlineNs()) {
            return;
        }
        nextNs = nowNs + INTERVAL_NS;
        byte[] message = Json.bytes(counts(Messages.of("stats")));
        Game game = show.game();
        if (game != null) {
            game.send(message);
        }
        show.viewers().moderators().forEach(moderator -> moderator.send(message));
    }

    ObjectNode state() {
        return counts(Json.object())
                .put("live", show.views().isLive())
                .put("game", show.hasGame())
                .put("ready", show.isReady())
                .put("epoch", show.epoch())
                .put("ver", show.views().version())
                .put("purchases", show.purchases().open())
                .put("effects", show.effects().size())
                .put("seenClamped", seenTime.clamped())
                .put(
                        "controls",
                        show.document().scenes().values().stream()
                                .mapToInt(scene -> scene.controls().size())
                                .sum());
    }

    private ObjectNode counts(ObjectNode into) {
        Counters counters = show.counters();
        into.put("viewers", show.viewerCount())
                .put("received", counters.received())
                .put("merged", counters.merged())
                .put("sampled", counters.sampled());
        ObjectNode dropped = into.putObject("dropped");
        counters.dropped().forEach(dropped::put);
        Game game = show.game();
        Budget.Level level = game == null ? Budget.Level.NONE : game.budget().level();
        return into.put("degraded", level.text());
    }
}
