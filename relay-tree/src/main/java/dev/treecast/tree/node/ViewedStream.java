package dev.treecast.tree.node;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.StreamSubscriber;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that viewers of this node watch though it is published elsewhere: what comes through the tree is published in the process's hub, as if its
 * publisher were here.
 */
final class ViewedStream implements StreamSubscriber {
    static final String PRINCIPAL = "the tree";

    private static final Logger LOG = LoggerFactory.getLogger(ViewedStream.class);

    /** How long nobody may have watched before it is let go: a viewer's offer comes some time after the wish, and one who reloads comes back. */
    private static final long LINGER_NS = 10_000_000_000L;

    private final String name;
    private final StreamHub hub;
    private final LongSupplier clock;
    private long wantedNs;
    private @Nullable LiveStream taken;
    private volatile @Nullable Publication feed;
    private volatile @Nullable Publication here;

    /** @param clock the loops' */
    ViewedStream(String name, StreamHub hub, LongSupplier clock) {
        this.name = name;
        this.hub = hub;
        this.clock = clock;
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

    /** It comes from somewhere now. */
    void source(long nowNs, CarriedStream carried) {
        LiveStream live = carried.live();
        if (live != null && live != taken) {
            leave();
            taken = live;
            live.subscribe(this);
        }
    }

    private void leave() {
        if (taken != null) {
            taken.unsubscribe(this);
            taken = null;
        }
    }

    void close(long nowNs) {
        leave();
        end(nowNs);
    }

    private void end(long nowNs) {
        Publication before = here;
        here = null;
        feed = null;
        if (before != null) {
            before.ended(nowNs);
        }
    }

    @Override
    public void publicationStarted(Publication started) {
        long nowNs = clock.getAsLong();
        end(nowNs);
        StreamHub.Outcome outcome = hub.publish(name, PRINCIPAL, started.tracks(), control(started), nowNs);
        if (outcome instanceof StreamHub.Outcome.Started published) {
            feed = started;
            here = published.publication();
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
    public void packet(Publication publication, MediaPacket packet) {
        Publication to = here;
        if (to != null && publication == feed) {
            to.deliver(packet);
        }
    }

    @Override
    public void senderReport(Publication publication, int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        Publication to = here;
        if (to != null && publication == feed) {
            to.senderReport(track, ntpTimestamp, timestamp, arrivedNs);
        }
    }

    @Override
    public void publicationEnded(Publication publication) {
        // Another may follow at once; viewers stay either way.
    }

    @Override
    public void streamEnded(String reason) {
        // The tree says so itself.
    }
}
