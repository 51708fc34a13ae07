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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that leaves. Publishers are told first where to go on; then the nodes below take what is left from elsewhere. Viewers are told, a part of them at a
 * time, where to go on. All leave when their media goes by the other node.
 */
final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final long ROUND_MS = 250;

    /** A share of those who are still here is told each round: half of them within a second, and of 1,000 all but a few within five. */
    private static final double SHARE = 0.2;

    /** After which those who are still here are asked all at once, again: a player that could not go where it was told. */
    private static final int ROUNDS_BY_LOT = 16;

    private static final int ROUNDS_MAX = 60;

    /** Between two calls to publishers: who moves passes over what comes meanwhile. */
    private static final int ROUNDS_BETWEEN_CALLS = 12;

    /** By then the other nodes know that this one leaves: a publisher who comes from here is told apart from one whose node died. */
    private static final int ROUND_OF_FIRST_CALL = 2;

    /** How long nodes below are left with a publisher who could move: they would look in vain for another parent. */
    private static final int ROUNDS_FOR_PUBLISHERS = 24;

    // Given.
    private final ClusterFace node;
    private final InteractionChannels channels;
    private final IntSupplier viewers;
    private final IntSupplier publishers;

    // State, the clock's.
    private final CompletableFuture<Void> published = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private int rounds;

    /**
     * @param viewers how many are here
     * @param publishers how many are here
     */
    HandOver(ClusterFace node, InteractionChannels channels, IntSupplier viewers, IntSupplier publishers) {
        this.node = node;
        this.channels = channels;
        this.viewers = viewers;
        this.publishers = publishers;
    }

    /** Done when nobody is here any more, or after 15 s: who cannot move, such as an encoder that speaks plain WHIP, is here until then. */
    CompletionStage<Void> start() {
        LOG.info(
                "Handing over to other nodes: {} viewers and {} publishers here",
                viewers.getAsInt(),
                publishers.getAsInt());
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("hand-over").daemon().factory());
        node.leave();
        var unusedRounds = clock.scheduleAtFixedRate(this::round, 0, ROUND_MS, TimeUnit.MILLISECONDS);
        return published
                .thenCompose(moved -> node.drain())
                .thenCombine(gone, (children, people) -> (Void) null)
                .whenComplete((all, failure) -> {
                    clock.shutdownNow();
                    LOG.info(
                            "Handed over: {} viewers and {} publishers are still here",
                            viewers.getAsInt(),
                            publishers.getAsInt());
                });
    }

    private void round() {
        boolean publishersLeft = !areHere(publishers, true);
        boolean viewersLeft = !areHere(viewers, false);
        if (publishersLeft || rounds >= ROUNDS_FOR_PUBLISHERS) {
            published.complete(null);
        }
        if ((publishersLeft && viewersLeft) || rounds >= ROUNDS_MAX) {
            published.complete(null);
            gone.complete(null);
            return;
        }
        if (!publishersLeft && rounds % ROUNDS_BETWEEN_CALLS == ROUND_OF_FIRST_CALL) {
            var unusedTold = channels.movePublishers(stream -> elsewhere(true, stream));
        }
        rounds++;
        double share = rounds < ROUNDS_BY_LOT ? SHARE : rounds == ROUNDS_BY_LOT ? 1 : 0;
        if (!viewersLeft && share > 0) {
            var unusedTold = channels.moveViewers(share, stream -> elsewhere(false, stream));
        }
    }

    /** Whether there are people who can be waited for: whoever has nowhere to go stays until the end. */
    private boolean areHere(IntSupplier people, boolean whip) {
        boolean calling = !whip && rounds < ROUNDS_BY_LOT;
        return people.getAsInt() > 0 && (calling || node.elsewhere(whip).isPresent());
    }

    private @Nullable URI elsewhere(boolean whip, String stream) {
        return node.elsewhere(whip)
                .map(other -> URI.create(other + (whip ? "/whip/" : "/whep/") + stream))
                .orElse(null);
    }
}
