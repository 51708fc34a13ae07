package dev.treecast.server.demo;

import dev.treecast.webrtc.peer.MediaLoop;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a clip until the process ends. Where a server that leaves sends it, it goes, as the studio's page does: it publishes there as well, and leaves the old
 * one after a while. When a connection ends it comes back, to the last place or to the first.
 */
final class FollowingPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(FollowingPublisher.class);

    /** How long it publishes at both: time for all nodes below to take the stream from the other. As in {@code whip.js}. */
    private static final long BOTH_MS = 5_000;

    /** A service manager starts a process again within seconds. */
    private static final long RETRY_MS = 2_000;

    private final ClipPublisher publisher;
    private final String publishKey;
    private final MediaLoop loop;
    private final URI first;

    // Guarded by this: loops tell, and virtual threads do what blocks.
    private URI whip;
    private @Nullable Connection current;
    private boolean moving;

    FollowingPublisher(ClipPublisher publisher, URI whip, String publishKey, MediaLoop loop) {
        this.publisher = publisher;
        this.first = whip;
        this.whip = whip;
        this.publishKey = publishKey;
        this.loop = loop;
    }

    /** Returns once the transport is up. */
    void start() throws IOException, InterruptedException {
        connect(first);
    }

    private void connect(URI endpoint) throws IOException, InterruptedException {
        Connection made = new Connection();
        ClipSession session = publisher.connect(
                endpoint,
                publishKey,
                loop,
                ClipStart.AT_ONCE,
                SentPackets.IGNORED,
                new MoveOrders(this::told),
                made::ended);
        Connection left;
        synchronized (this) {
            made.session = session;
            left = current;
            current = made;
            whip = endpoint;
        }
        if (made.over) {
            made.ended();
        }
        if (left != null && left.session != null) {
            CompletableFuture.delayedExecutor(BOTH_MS, TimeUnit.MILLISECONDS, loop::execute)
                    .execute(left.session::leave);
        }
    }

    private synchronized void told(URI endpoint) {
        if (moving || endpoint.equals(whip)) {
            return;
        }
        moving = true;
        var unusedThread = Thread.ofVirtual().start(() -> {
            try {
                connect(endpoint);
                LOG.info("the demo's publisher moved to {}", endpoint);
            } catch (IOException refused) {
                LOG.warn("the demo's publisher cannot move to {}: {}", endpoint, refused.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                synchronized (this) {
                    moving = false; // if it failed it will be told again
                }
            }
        });
    }

    private void comeBack() {
        List<URI> places;
        synchronized (this) {
            places = whip.equals(first) ? List.of(first) : List.of(whip, first);
        }
        try {
            for (int i = 0; ; i = (i + 1) % places.size()) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
                try {
                    connect(places.get(i));
                    LOG.info("the demo's publisher is back at {}", places.get(i));
                    return;
                } catch (IOException away) {
                    LOG.debug("the demo's publisher cannot publish at {}: {}", places.get(i), away.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection's end. */
    private final class Connection {
        private @Nullable ClipSession session;
        private volatile boolean over;

        /** That of the present one is answered by coming back; also when it ended before it was the present one. */
        void ended() {
            over = true;
            synchronized (FollowingPublisher.this) {
                if (current != this) {
                    return;
                }
                current = null;
            }
            var unusedThread = Thread.ofVirtual().start(FollowingPublisher.this::comeBack);
        }
    }
}
