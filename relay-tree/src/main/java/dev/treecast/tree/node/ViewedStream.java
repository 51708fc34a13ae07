package dev.treecast.tree.node;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.StreamSubscriber;
import dev.treecast.tree.Track;
import dev.treecast.tree.keys.KeyVerdict;
import dev.treecast.tree.keys.StreamKeyHolder;
import dev.treecast.tree.membership.TreeMessage;
import dev.treecast.tree.sframe.PacketOpener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that viewers of this node watch though it is published elsewhere: what comes through the tree is opened and published in the process's hub,
 * as if its publisher were here.
 *
 * <p>Packets come on the loop of whichever link the stream is taken over, two of them for a moment when the parent changes; keys come on their own
 * thread. All that is guarded by this.
 */
final class ViewedStream implements StreamSubscriber {
    static final String PRINCIPAL = "the tree";

    private static final Logger LOG = LoggerFactory.getLogger(ViewedStream.class);

    /** How long nobody may have watched before it is let go: a viewer's offer comes some time after the wish, and one who reloads comes back. */
    private static final long LINGER_NS = 10_000_000_000L;

    /** Packets that wait for the first key, which takes a way up and down the tree: two seconds of a common stream. */
    private static final int WAITING_MAX = 1_024;

    /** Between a request for keys and the next; doubles up to {@link #ASK_NS_MAX}. */
    private static final long ASK_NS = 500_000_000L;

    private static final long ASK_NS_MAX = 8_000_000_000L;

    /** Packets that somebody altered, within a look every 250 ms: links lose packets, but they do not alter any. */
    private static final long ALTERED_MAX = 10;

    /** What is asked for before anybody here has said what they want. */
    static final int FIRST_LAYER = 1;

    // Given.
    private final String name;
    private final StreamHub hub;
    private final LongSupplier clock;
    private final StreamKeyHolder keys;
    private final Runnable layersChanged;

    // The control loop's.
    private long wantedNs;
    private @Nullable CarriedStream source;
    private @Nullable LiveStream taken;
    private volatile int demanded = FIRST_LAYER;
    private long askNs;
    private long askAgainNs = ASK_NS;
    private long unknownBefore;
    private long alteredBefore;

    // Guarded by this.
    private final Queue<MediaPacket> waiting = new ArrayDeque<>();
    private @Nullable Publication feed;
    private @Nullable Publication here;
    private String publication = "";
    private long keyless;
    private boolean asked;

    /**
     * @param clock the loops'
     * @param keys of this stream; closed with it
     * @param layersChanged told from any thread when viewers here want other layers
     */
    ViewedStream(String name, StreamHub hub, LongSupplier clock, StreamKeyHolder keys, Runnable layersChanged) {
        this.name = name;
        this.hub = hub;
        this.clock = clock;
        this.keys = keys;
        this.layersChanged = layersChanged;
        this.wantedNs = clock.getAsLong();
    }

    String name() {
        return name;
    }

    void wanted(long nowNs) {
        wantedNs = nowNs;
    }

    /** Whether somebody watches, or lately did. */
    boolean isWanted(long nowNs) {
        if (hub.find(name).map(LiveStream::isWatched).orElse(false)) {
            wantedNs = nowNs;
        }
        return nowNs - wantedNs < LINGER_NS;
    }

    /** Whether viewers can be served: what tracks there are is known. */
    synchronized boolean isHere() {
        return here != null;
    }

    /**
     * Which layers to ask for, if others than before; 0 if not.
     *
     * @param more only if it is more than before: who comes is not to wait, who leaves may
     */
    int newDemand(boolean more) {
        int wanted = wantedLayers() | (more ? demanded : 0);
        if (wanted == demanded) {
            return 0;
        }
        demanded = wanted;
        return wanted;
    }

    private int wantedLayers() {
        LiveStream live = hub.find(name).orElse(null);
        int videos = live == null ? 1 : Track.videoTracks(live.tracks()).size();
        int wanted = live == null ? 0 : live.layersWanted() & ((1 << videos) - 1);
        return wanted == 0 ? FIRST_LAYER : wanted;
    }

    /** What the publisher sends of each layer. */
    synchronized void rates(TreeMessage.LayerRates rates) {
        Publication to = here;
        if (to == null || !publication.equals(rates.publication())) {
            return;
        }
        List<Integer> videos = to.videoTracks();
        for (int i = 0; i < Math.min(videos.size(), rates.rates().size()); i++) {
            to.bitrateMeasured(videos.get(i), rates.rates().get(i));
        }
    }

    /** It comes from somewhere now; keys are asked for anew, as the way to them may be another. */
    void source(long nowNs, CarriedStream carried) {
        askNs = nowNs;
        askAgainNs = ASK_NS;
        LiveStream live = carried.live();
        if (live != null && live != taken) {
            leave();
            source = carried;
            taken = live;
            live.subscribe(this);
        }
    }

    private void leave() {
        if (taken != null) {
            taken.unsubscribe(this);
            taken.audience().forget(this);
            taken = null;
        }
    }

    void close(long nowNs) {
        leave();
        synchronized (this) {
            end(nowNs);
            keys.close();
        }
    }

    // ---- Keys ----

    /** Whether to ask for keys now, since there is none for what comes. */
    boolean asksForKeys(long nowNs) {
        if (nowNs < askNs || !lacksKeys()) {
            return false;
        }
        askNs = nowNs + askAgainNs;
        askAgainNs = Math.min(2 * askAgainNs, ASK_NS_MAX);
        return true;
    }

    private synchronized boolean lacksKeys() {
        PacketOpener opener = keys.opener(publication);
        if (opener == null) {
            return true;
        }
        long unknown = opener.unknownKey();
        boolean more = unknown > unknownBefore;
        unknownBefore = unknown;
        return more;
    }

    /** Whether so much does not open that whoever sends it is not to be trusted with the stream; to be asked every 250 ms. */
    synchronized boolean isAltered() {
        PacketOpener opener = keys.opener(publication);
        long altered = opener == null ? 0 : opener.notAuthentic();
        boolean many = altered - alteredBefore >= ALTERED_MAX;
        alteredBefore = altered;
        return many;
    }

    /** On the keys' thread. */
    synchronized byte[] keyRequest(NodeCredentials credentials) {
        asked = true;
        return keys.request(credentials.wallClock().get());
    }

    /** What to say when nobody here watches any more; on the keys' thread. Null where no keys were asked for. */
    synchronized byte @Nullable [] keyRelease(NodeCredentials credentials) {
        return asked ? keys.release(credentials.wallClock().get()) : null;
    }

    /** A key has come; on the keys' thread. */
    synchronized KeyVerdict key(byte[] message, NodeCredentials credentials) {
        KeyVerdict verdict = keys.accept(message, credentials.wallClock().get());
        PacketOpener opener = keys.opener(publication);
        Publication to = here;
        if (opener != null && to != null) {
            for (MediaPacket sealed = waiting.poll(); sealed != null; sealed = waiting.poll()) {
                open(opener, sealed, to);
            }
        }
        return verdict;
    }

    /** Forgets keys whose time is over. */
    synchronized void pollKeys(long nowNs) {
        keys.poll(nowNs);
    }

    /** Packets dropped: altered or made up, and without a key. */
    synchronized long notAuthentic() {
        PacketOpener opener = keys.opener(publication);
        return opener == null ? 0 : opener.notAuthentic();
    }

    synchronized long keyless() {
        PacketOpener opener = keys.opener(publication);
        return keyless + (opener == null ? 0 : opener.unknownKey());
    }

    // ---- Media ----

    private void end(long nowNs) {
        Publication before = here;
        here = null;
        feed = null;
        waiting.clear();
        if (before != null) {
            before.ended(nowNs);
        }
    }

    @Override
    public synchronized void publicationStarted(Publication started) {
        CarriedStream from = source;
        if (from == null) {
            return;
        }
        long nowNs = clock.getAsLong();
        end(nowNs);
        publication = CarriedStream.idOf(started);
        unknownBefore = 0;
        alteredBefore = 0;
        StreamHub.Outcome outcome = hub.publish(name, PRINCIPAL, started.tracks(), control(started), nowNs);
        if (outcome instanceof StreamHub.Outcome.Started published) {
            feed = started;
            here = published.publication();
            published.publication().stream().observeLayers(layers -> layersChanged.run());
            layersChanged.run();
            published.publication().timing(started.timing());
        } else {
            LOG.warn("'{}' came through the tree and is published here as well: viewers here see the one here", name);
        }
    }

    private static PublicationControl control(Publication above) {
        return new PublicationControl() {
            @Override
            public void requestKeyframe(int track) {
                above.control().requestKeyframe(track);
            }

            @Override
            public boolean isAlive() {
                return true;
            }

            @Override
            public void end(String reason) {}
        };
    }

    @Override
    public synchronized void packet(Publication from, MediaPacket sealed) {
        Publication to = here;
        if (to == null || from != feed || !isDemanded(to, sealed.track())) {
            return;
        }
        PacketOpener opener = keys.opener(publication);
        if (opener != null) {
            open(opener, sealed, to);
        } else if (waiting.size() < WAITING_MAX) {
            waiting.add(sealed);
        } else {
            keyless++;
        }
    }

    /** Of layers that nobody here wants a packet comes now and then, for the sake of the link. */
    private boolean isDemanded(Publication to, int track) {
        int layer = to.layerOf(track);
        return layer < 0 || ((demanded >>> layer) & 1) != 0;
    }

    private static void open(PacketOpener opener, MediaPacket sealed, Publication to) {
        MediaPacket packet = opener.open(sealed);
        if (packet != null) {
            to.deliver(packet);
        }
    }

    @Override
    public synchronized void senderReport(
            Publication from, int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        Publication to = here;
        if (to != null && from == feed) {
            to.timing(from.timing());
            to.stream().audience().fromAbove(from.timing().targetNs());
            from.stream().audience().report(this, to.stream().audience().needs(arrivedNs), arrivedNs);
            to.senderReport(track, ntpTimestamp, timestamp, arrivedNs);
        }
    }

    @Override
    public void publicationEnded(Publication ended) {
        // Another may follow at once; viewers stay either way.
    }

    @Override
    public void streamEnded(String reason) {
        // The tree says so itself.
    }
}
