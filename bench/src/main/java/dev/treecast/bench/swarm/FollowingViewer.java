package dev.treecast.bench.swarm;

import dev.treecast.server.client.SignalingClient;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.sdp.ClientOffers;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.signaling.Negotiation;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A viewer who goes where its edge sends it, as the player's pages do: it joins there first, and leaves when it has a picture from there. Counts for how long
 * no video came from either. Each of its two connections has a loop, and so a socket, of its own.
 */
final class FollowingViewer {
    private static final long FEEDBACK_NS = 1_000_000_000L;

    private final PeerFactory peers;
    private final SignalingClient signaling;
    private final MediaLoop first;
    private final MediaLoop second;
    private final CompletableFuture<@Nullable Void> watching = new CompletableFuture<>();

    // Guarded by this: loops and those who ask are different threads.
    private @Nullable Viewer current;
    private boolean moving;
    private boolean moved;
    private int lost;
    private long videoNs;
    private long longestNs;

    /**
     * @param first what it comes on
     * @param second what it goes on elsewhere
     */
    FollowingViewer(PeerFactory peers, SignalingClient signaling, MediaLoop first, MediaLoop second) {
        this.peers = peers;
        this.signaling = signaling;
        this.first = first;
        this.second = second;
    }

    /** Asks to watch; returns once there is a picture. Blocks. */
    void join(URI whep) throws IOException, InterruptedException {
        connect(whep, first);
        watching.join();
    }

    private void connect(URI whep, MediaLoop loop) throws IOException, InterruptedException {
        IceCredentials local = peers.newCredentials();
        NegotiatedSession session = signaling.offer(
                whep,
                Optional.empty(),
                ClientOffers.watch(Negotiation.local(peers, local, loop), List.of("VP8"), true, true));
        loop.execute(() -> {
            Coming events = new Coming(loop);
            Viewer viewer = new Viewer(
                    loop,
                    session,
                    null,
                    new MoveChannel(this::told),
                    FEEDBACK_NS,
                    peers.random().nextInt(),
                    events);
            events.viewer = viewer;
            viewer.start(peers, local);
        });
    }

    private synchronized void told(URI whep) {
        if (moving) {
            return;
        }
        moving = true;
        Thread.ofVirtual().start(() -> {
            try {
                connect(whep, second);
            } catch (IOException refused) {
                synchronized (this) {
                    moving = false; // it will be told again
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    synchronized void restart() {
        longestNs = 0;
        videoNs = System.nanoTime();
    }

    /** The longest time without video since {@link #restart}, in ns. */
    synchronized long longestNs() {
        return Math.max(longestNs, System.nanoTime() - videoNs);
    }

    synchronized boolean hasMoved() {
        return moved;
    }

    /** Connections that ended by themselves. */
    synchronized int lost() {
        return lost;
    }

    /** One connection's news. */
    private final class Coming implements Viewer.Events {
        private final MediaLoop loop;
        private @Nullable Viewer viewer;

        Coming(MediaLoop loop) {
            this.loop = loop;
        }

        @Override
        public void connected() {}

        @Override
        public void firstPicture() {
            Viewer left;
            synchronized (FollowingViewer.this) {
                left = current;
                current = viewer;
                moved = left != null;
            }
            if (left != null) {
                first.execute(left::leave);
            }
            watching.complete(null);
        }

        @Override
        public void video() {
            synchronized (FollowingViewer.this) {
                long nowNs = System.nanoTime();
                if (videoNs != 0) {
                    longestNs = Math.max(longestNs, nowNs - videoNs);
                }
                videoNs = nowNs;
            }
        }

        @Override
        public void ended(CloseReason reason) {
            synchronized (FollowingViewer.this) {
                if (viewer == current) {
                    lost++;
                }
            }
            watching.completeExceptionally(new IOException(loop + ": " + reason.detail()));
        }
    }
}
