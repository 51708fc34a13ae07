package dev.treecast.server;

import dev.treecast.server.http.ClusterFace;
import dev.treecast.server.interaction.InteractionChannels;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that leaves: the nodes below take their streams from elsewhere, and viewers are told, a part of them at a time, where to go on. They leave when
 * they have a picture from there.
 */
final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final long ROUND_MS = 250;

    /** A share of those who are still here is told each round: half of them within a second, and of 1,000 all but a few within five. */
    private static final double SHARE = 0.2;

    /** After which those who are still here are asked all at once, again: a player that could not go where it was told. */
    private static final int ROUNDS_BY_LOT = 16;

    private static final int ROUNDS_MAX = 60;

    private final ClusterFace node;
    private final InteractionChannels channels;
    private final IntSupplier viewers;
    private int rounds;

    /** @param viewers how many are here */
    HandOver(ClusterFace node, InteractionChannels channels, IntSupplier viewers) {
        this.node = node;
        this.channels = channels;
        this.viewers = viewers;
    }

    /** Done when nobody is here any more, or after 15 s. */
    CompletionStage<Void> start() {
        int count = viewers.getAsInt();
        LOG.info("Handing over to other nodes: {} viewers here", count);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("hand-over").daemon().factory());
        CompletableFuture<Void> gone = new CompletableFuture<>();
        var unusedRounds = clock.scheduleAtFixedRate(() -> round(gone), 0, ROUND_MS, TimeUnit.MILLISECONDS);
        return node.drain().thenCombine(gone, (children, people) -> (Void) null).whenComplete((all, failure) -> {
            clock.shutdownNow();
            LOG.info("Handed over: {} viewers are still here", viewers.getAsInt());
        });
    }

    private void round(CompletableFuture<Void> gone) {
        if (viewers.getAsInt() == 0 || ++rounds > ROUNDS_MAX) {
            gone.complete(null);
            return;
        }
        double share = rounds < ROUNDS_BY_LOT ? SHARE : rounds == ROUNDS_BY_LOT ? 1 : 0;
        if (share > 0) {
            var unusedTold = channels.moveViewers(
                    share,
                    stream -> node.elsewhere(false)
                            .map(other -> URI.create(other + "/whep/" + stream))
                            .orElse(null));
        } else if (node.elsewhere(false).isEmpty()) {
            gone.complete(null); // nobody to go to
        }
    }
}
