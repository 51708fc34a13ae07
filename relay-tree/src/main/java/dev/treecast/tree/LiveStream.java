package dev.treecast.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream under its name: at most one publication at a time, any number of subscribers (one per loop). It outlives a publication, so
 * that viewers stay while their streamer reloads the page.
 *
 * <p>Subscribing, publishing and ending are rare and take this object's lock; delivering a packet reads one volatile array.
 */
public final class LiveStream {
    private final String name;
    private final long startedNs;

    private volatile StreamSubscriber[] subscribers = {};
    private volatile @Nullable Publication publication;
    private volatile List<Track> tracks = List.of();
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

    /** Whether anybody has subscribed. */
    public boolean isWatched() {
        return subscribers.length > 0;
    }

    StreamSubscriber[] subscribers() {
        return subscribers;
    }

    /** Adds a subscriber; it hears of the current publication at once. False when the stream is already over. */
    public synchronized boolean subscribe(StreamSubscriber subscriber) {
        if (over) {
            return false;
        }
        List<StreamSubscriber> all = new ArrayList<>(List.of(subscribers));
        all.add(subscriber);
        subscribers = all.toArray(StreamSubscriber[]::new);
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
        return true;
    }
}
