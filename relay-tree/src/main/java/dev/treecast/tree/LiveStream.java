package dev.treecast.tree;

import dev.treecast.tree.audience.AudienceSync;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream under its name: at most one publication at a time, any number of subscribers (one per loop). It outlives a publication, so
 * that viewers stay while their streamer reloads the page.
 *
 * <p>Subscribing, publishing and ending are rare and take this object's lock; delivering a packet reads one volatile array.
 */
public final class LiveStream {
    /** What a subscriber wants that has not said otherwise: each of the layers that there may be. */
    public static final int ALL_LAYERS = 0xFFFF;

    private final String name;
    private final long startedNs;
    /** What subscribers want, of those that want less than all. */
    private final IdentityHashMap<StreamSubscriber, Integer> wishes = new IdentityHashMap<>();

    private final AudienceSync audience = new AudienceSync();

    private volatile StreamSubscriber[] subscribers = {};
    private volatile @Nullable Publication publication;
    private volatile List<Track> tracks = List.of();
    private volatile int layersWanted;
    private IntConsumer layersObserver = layers -> {};
    private long awaySinceNs;
    private boolean over;

    LiveStream(String name, long startedNs) {
        this.name = name;
        this.startedNs = startedNs;
    }

    public String name() {
        return name;
    }

    /** When the stream first went live, on the monotonic clock. */
    public long startedNs() {
        return startedNs;
    }

    /** The publisher that is on now; empty while it is away. */
    public Optional<Publication> publication() {
        return Optional.ofNullable(publication);
    }

    /** The tracks of the publication that is on, or was last. */
    public List<Track> tracks() {
        return tracks;
    }

    /** When viewers who see it together see a picture. */
    public AudienceSync audience() {
        return audience;
    }

    /** Whether anybody has subscribed. */
    public boolean isWatched() {
        return subscribers.length > 0;
    }

    StreamSubscriber[] subscribers() {
        return subscribers;
    }

    /** Adds a subscriber that wants all layers; it hears of the current publication at once. False when the stream is already over. */
    public boolean subscribe(StreamSubscriber subscriber) {
        return subscribe(subscriber, ALL_LAYERS);
    }

    /** As {@link #subscribe(StreamSubscriber)}, for one that wants these layers only, as {@link #wantLayers} says. */
    public synchronized boolean subscribe(StreamSubscriber subscriber, int layers) {
        if (over) {
            return false;
        }
        List<StreamSubscriber> all = new ArrayList<>(List.of(subscribers));
        all.add(subscriber);
        subscribers = all.toArray(StreamSubscriber[]::new);
        wish(subscriber, layers);
        layersChanged();
        Publication current = publication;
        if (current != null) {
            subscriber.publicationStarted(current);
        }
        return true;
    }

    public synchronized void unsubscribe(StreamSubscriber subscriber) {
        List<StreamSubscriber> all = new ArrayList<>(List.of(subscribers));
        all.remove(subscriber);
        subscribers = all.toArray(StreamSubscriber[]::new);
        wishes.remove(subscriber);
        layersChanged();
    }

    /**
     * Says which layers a subscriber wants from now on. It may get others as well: where the publisher is at this node everything is there already. A stream
     * that comes from another node is sent without the layers that nobody wants.
     *
     * @param subscriber one that has subscribed; nothing happens otherwise
     * @param layers bit i is the i-th video track
     */
    public synchronized void wantLayers(StreamSubscriber subscriber, int layers) {
        if (List.of(subscribers).contains(subscriber)) {
            wish(subscriber, layers);
            layersChanged();
        }
    }

    private void wish(StreamSubscriber subscriber, int layers) {
        if ((layers & ALL_LAYERS) == ALL_LAYERS) {
            wishes.remove(subscriber);
        } else {
            wishes.put(subscriber, layers & ALL_LAYERS);
        }
    }

    private void layersChanged() {
        int union = 0;
        for (StreamSubscriber subscriber : subscribers) {
            union |= wishes.getOrDefault(subscriber, ALL_LAYERS);
        }
        if (union != layersWanted) {
            layersWanted = union;
            layersObserver.accept(union);
        }
    }

    /** The layers that any subscriber wants: bit i is the i-th video track. Any thread may ask. */
    public int layersWanted() {
        return layersWanted;
    }

    /** Has somebody told of each change of {@link #layersWanted}, on the thread that makes it, which must not be held up; of one observer only. */
    public synchronized void observeLayers(IntConsumer told) {
        layersObserver = told;
    }

    /** Asks the publisher for a keyframe, if there is one. */
    public void requestKeyframe(int track) {
        Publication current = publication;
        if (current != null) {
            current.control().requestKeyframe(track);
        }
    }

    synchronized boolean start(Publication started) {
        if (over) {
            return false;
        }
        publication = started;
        tracks = started.tracks();
        for (StreamSubscriber subscriber : subscribers) {
            subscriber.publicationStarted(started);
        }
        return true;
    }

    synchronized void publicationEnded(Publication ended, long nowNs) {
        if (publication != ended) {
            return;
        }
        publication = null;
        awaySinceNs = nowNs;
        for (StreamSubscriber subscriber : subscribers) {
            subscriber.publicationEnded(ended);
        }
    }

    /** Ends the stream when its publisher has been away too long, or at once when nobody is watching. */
    synchronized boolean endIfDeserted(long nowNs, long awayNsMax) {
        if (over) {
            return true;
        }
        if (publication != null || (subscribers.length > 0 && nowNs - awaySinceNs < awayNsMax)) {
            return false;
        }
        over = true;
        for (StreamSubscriber subscriber : subscribers) {
            subscriber.streamEnded("the streamer did not come back");
        }
        subscribers = new StreamSubscriber[0];
        wishes.clear();
        layersChanged();
        return true;
    }
}
