package dev.treecast.tree.node;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamSubscriber;
import java.util.concurrent.Executor;

/** A publication of this process on its way into the tree: hands on what its publisher sends, on the publisher's loop. */
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
    private final Publication feed;
    private final Ended ended;
    private final Executor control;

    LocalPublisher(Publication publication, Publication feed, Ended ended, Executor control) {
        this.publication = publication;
        this.feed = feed;
        this.ended = ended;
        this.control = control;
    }

    @Override
    public void publicationStarted(Publication started) {
        if (started != publication) {
            // Its successor has a subscriber of its own.
            publication.stream().unsubscribe(this);
        }
    }

    @Override
    public void packet(Publication from, MediaPacket packet) {
        if (from == publication) {
            feed.deliver(packet);
        }
    }

    @Override
    public void senderReport(Publication from, int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        if (from == publication) {
            feed.senderReport(track, ntpTimestamp, timestamp, arrivedNs);
        }
    }

    @Override
    public void publicationEnded(Publication gone) {
        if (gone == publication) {
            control.execute(() -> ended.ended(gone, false));
        }
    }

    @Override
    public void streamEnded(String reason) {
        control.execute(() -> ended.ended(publication, true));
    }
}
