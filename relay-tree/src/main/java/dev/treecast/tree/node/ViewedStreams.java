package dev.treecast.tree.node;

import dev.treecast.tree.StreamHub;
import dev.treecast.tree.keys.KeyVerdict;
import dev.treecast.tree.keys.StreamKeyHolder;
import dev.treecast.tree.membership.Opaque;
import dev.treecast.tree.membership.TreeMessage;
import dev.treecast.tree.membership.TreeNode;
import dev.treecast.tree.sframe.EpochKey;
import dev.treecast.webrtc.peer.MediaLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that viewers of this node watch though they are published elsewhere, and who waits for one. Confined to the control loop. */
final class ViewedStreams {
    private static final Logger LOG = LoggerFactory.getLogger(ViewedStreams.class);

    /** How long somebody waits for a stream: a search of the whole tree, with a failed parent in it. */
    private static final long WAIT_NS = 4_000_000_000L;

    /** Streams that are looked for at the same time; strangers choose their names. */
    private static final int SEARCHED_MAX = 256;

    private record Waiter(long untilNs, CompletableFuture<Boolean> answer) {}

    // Given.
    private final StreamHub hub;
    private final MediaLoop control;
    private final String node;
    private final NodeCredentials credentials;
    private final TreeNode tree;
    private final Runnable changed;
    private final Consumer<String> distrust;
    private final LongAdder refusedKeys;

    // Owned.
    private final Map<String, ViewedStream> streams = new HashMap<>();
    private final Map<String, List<Waiter>> waiters = new HashMap<>();
    private final KeyReleases releases = new KeyReleases();

    /**
     * @param changed to be called after the tree was told something from outside of its loop
     * @param distrust takes a stream from somebody else than before
     * @param refusedKeys counts key messages that were none for us
     */
    ViewedStreams(
            StreamHub hub,
            MediaLoop control,
            String node,
            NodeCredentials credentials,
            TreeNode tree,
            Runnable changed,
            Consumer<String> distrust,
            LongAdder refusedKeys) {
        this.hub = hub;
        this.control = control;
        this.node = node;
        this.credentials = credentials;
        this.tree = tree;
        this.changed = changed;
        this.distrust = distrust;
        this.refusedKeys = refusedKeys;
    }

    /** See {@link RelayNode#want}. */
    void want(long nowNs, String stream, @Nullable CarriedStream taken, CompletableFuture<Boolean> answer) {
        ViewedStream known = streams.get(stream);
        if (known == null
                && (waiters.size() >= SEARCHED_MAX || !tree.demand(nowNs, stream, ViewedStream.FIRST_LAYER))) {
            answer.complete(false);
            return;
        }
        ViewedStream here = known == null ? begin(stream) : known;
        here.wanted(nowNs);
        if (taken != null && !here.isHere()) {
            here.source(nowNs, taken);
            askForKeys(nowNs, here);
        }
        if (here.isHere()) {
            answer.complete(true);
        } else {
            waiters.computeIfAbsent(stream, name -> new ArrayList<>()).add(new Waiter(nowNs + WAIT_NS, answer));
        }
    }

    private ViewedStream begin(String stream) {
        StreamKeyHolder keys = new StreamKeyHolder(
                stream,
                node,
                credentials.certificate(),
                credentials.keys(),
                credentials.trust(),
                credentials.ciphers(),
                EpochKey.TRACKS_MAX,
                credentials.options());
        ViewedStream made =
                new ViewedStream(stream, hub, control::nowNs, keys, () -> control.execute(() -> layersChanged(stream)));
        streams.put(stream, made);
        releases.remove(stream);
        return made;
    }

    /** Viewers want other layers: more of them at once; fewer when it is looked at next, as they may be on their way to others. */
    private void layersChanged(String stream) {
        ViewedStream here = streams.get(stream);
        if (here != null) {
            demand(control.nowNs(), here, true);
        }
    }

    private void demand(long nowNs, ViewedStream here, boolean more) {
        int layers = here.newDemand(more);
        if (layers != 0) {
            var unusedAsked = tree.demand(nowNs, here.name(), layers);
            changed.run();
        }
    }

    void rates(TreeMessage.LayerRates rates) {
        ViewedStream here = streams.get(rates.stream());
        if (here != null) {
            here.rates(rates);
        }
    }

    /** A stream comes from a parent now. */
    void source(long nowNs, String stream, CarriedStream taken) {
        ViewedStream here = streams.get(stream);
        if (here != null) {
            here.source(nowNs, taken);
            askForKeys(nowNs, here);
            if (here.isHere()) {
                answer(stream, true);
            }
        }
    }

    private void askForKeys(long nowNs, ViewedStream here) {
        if (here.asksForKeys(nowNs)) {
            credentials.executor().execute(() -> {
                Opaque request = new Opaque(here.keyRequest(credentials));
                control.execute(() -> {
                    tree.requestKey(control.nowNs(), here.name(), request);
                    changed.run();
                });
            });
        }
    }

    /** While the tree still keeps the way to the ingest node: the keys of later epochs are not for here. */
    private void releaseKeys(ViewedStream left) {
        credentials.executor().execute(() -> {
            byte[] release = left.keyRelease(credentials);
            if (release != null) {
                control.execute(() -> {
                    if (!streams.containsKey(left.name())
                            && !tree.releaseKeys(control.nowNs(), left.name(), new Opaque(release))) {
                        LOG.debug("'{}': its keys were not given back, as there is no parent", left.name());
                    }
                    changed.run();
                });
            }
        });
    }

    void key(String stream, byte[] message) {
        ViewedStream here = streams.get(stream);
        if (here == null) {
            refusedKeys.increment();
            return;
        }
        credentials.executor().execute(() -> {
            KeyVerdict verdict = here.key(message, credentials);
            if (!verdict.isTaken()) {
                refusedKeys.increment();
                LOG.debug("'{}': a key was not taken: {} ({})", stream, verdict.detail(), verdict.outcome());
            }
        });
    }

    /** The stream is over, or was never found. */
    void ended(long nowNs, String stream) {
        ViewedStream here = streams.remove(stream);
        if (here != null) {
            here.close(nowNs);
        }
        answer(stream, false);
    }

    private void answer(String stream, boolean found) {
        List<Waiter> answered = waiters.remove(stream);
        if (answered != null) {
            answered.forEach(waiter -> waiter.answer.complete(found));
        }
    }

    /** To be called several times a second. */
    void timeout(long nowNs) {
        for (Iterator<Map.Entry<String, List<Waiter>>> each = waiters.entrySet().iterator(); each.hasNext(); ) {
            List<Waiter> waiting = each.next().getValue();
            waiting.removeIf(waiter -> nowNs >= waiter.untilNs && waiter.answer.complete(false));
            if (waiting.isEmpty()) {
                each.remove();
            }
        }
        for (ViewedStream each : List.copyOf(streams.values())) {
            if (!each.isWanted(nowNs) || (!each.isHere() && !waiters.containsKey(each.name()))) {
                ended(nowNs, each.name());
                var unusedLeft = tree.demand(nowNs, each.name(), 0);
                releases.add(nowNs, each);
                continue;
            }
            demand(nowNs, each, false);
            each.pollKeys(nowNs);
            askForKeys(nowNs, each);
            if (each.isAltered()) {
                LOG.warn("'{}' comes altered: it is taken from another node", each.name());
                distrust.accept(each.name());
            }
        }
        releases.timeout(nowNs, this::releaseKeys);
    }

    /** Null where nobody here watches it. */
    @Nullable
    ViewedStream find(String stream) {
        return streams.get(stream);
    }
}
