package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.ballot.SeenTime;
import dev.treecast.interaction.protocol.Json;

/** What a show says about itself: to its game once a second, and to state pages. */
final class Stats {
    private final Show show;
    private final SeenTime seenTime;

    Stats(Show show, SeenTime seenTime) {
        this.show = show;
        this.seenTime = seenTime;
    }

    /** The {@code stats} message. */
    byte[] message() {
        return Json.bytes(counts(Messages.of("stats")));
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
