package dev.treecast.tree.node;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamSubscriber;
import dev.treecast.tree.audience.AudienceSync;
import dev.treecast.tree.sframe.PacketSealer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A publication of this process on its way into the tree: seals what its publisher sends and hands it on, on the publisher's loop. */
final class LocalPublisher implements StreamSubscriber {
    interface Ended {
        /**
         * On the control loop.
         *
         * @param over whether nobody came back in time
         */
        void ended(Publication publication, boolean over);
    }

    private final Publication publication;
    private final StreamFeed feed;
    private final PublicationKeys keys;
    private final Runnable first;
    private final Ended ended;
    private final Executor control;
    /** The publisher's loop's. */
    private boolean began;
    /** Null once the publication is over. Guarded by this, as the end comes from any thread. */
    private @Nullable PacketSealer sealer;

    /** @param first run on the control loop when the first packet has come */
    LocalPublisher(
            Publication publication,
            StreamFeed feed,
            PublicationKeys keys,
            Runnable first,
            Ended ended,
            Executor control) {
        this.publication = publication;
        this.feed = feed;
        this.keys = keys;
        this.first = first;
        this.ended = ended;
        this.control = control;
        this.sealer = keys.sealer(publication.tracks().size());
    }

    @Override
    public void publicationStarted(Publication started) {
        if (started != publication) {
            // Its successor has a subscriber of its own.
            publication.stream().unsubscribe(this);
            publication.stream().audience().forget(this);
            close();
        }
    }

    @Override
    public void packet(Publication from, MediaPacket packet) {
        if (from == publication) {
            MediaPacket sealed = seal(packet);
            if (sealed != null) {
                feed.deliver(sealed);
                if (!began) {
                    began = true;
                    control.execute(first);
                }
            }
        }
    }

    private synchronized @Nullable MediaPacket seal(MediaPacket packet) {
        PacketSealer current = sealer;
        if (current == null) {
            return null;
        }
        current.use(keys.sealing());
        return current.seal(packet);
    }

    private synchronized void close() {
        if (sealer != null) {
            sealer.close();
            sealer = null;
        }
    }

    @Override
    public void senderReport(Publication from, int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        if (from == publication) {
            AudienceSync audience = from.stream().audience();
            audience.report(this, feed.needs(arrivedNs), arrivedNs);
            feed.timing(from.timing().withTarget(audience.targetNs(arrivedNs)));
            feed.senderReport(track, ntpTimestamp, timestamp, arrivedNs);
        }
    }

    @Override
    public void publicationEnded(Publication gone) {
        if (gone == publication) {
            close();
            control.execute(() -> ended.ended(gone, false));
        }
    }

    @Override
    public void streamEnded(String reason) {
        close();
        control.execute(() -> ended.ended(publication, true));
    }
}
