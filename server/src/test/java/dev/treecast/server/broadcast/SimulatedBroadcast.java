package dev.treecast.server.broadcast;

import dev.treecast.edge.EdgeOptions;
import dev.treecast.edge.ViewerEdge;
import dev.treecast.ingest.Ingest;
import dev.treecast.ingest.IngestOptions;
import dev.treecast.tree.StreamHub;
import dev.treecast.webrtc.dtls.DtlsFingerprint;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.signaling.SessionAnswer;
import dev.treecast.webrtc.signaling.SessionEndpoint;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.simulation.ScriptedChannels;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import dev.treecast.webrtc.simulation.SimulatedNetwork;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A server with two loops and its clients, all in one simulated network. */
final class SimulatedBroadcast {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    final SimulatedNetwork network;
    final StreamHub hub = new StreamHub(StreamHub.Options.defaults());
    final List<SimulatedLoop> serverLoops = new ArrayList<>();
    final Ingest ingest;
    final ViewerEdge edge;
    private final PeerFactory peers;
    private int clients;
    private int turn;

    SimulatedBroadcast(long seed) {
        network = new SimulatedNetwork(seed);
        serverLoops.add(network.loop("10.0.0.1", 7_000));
        serverLoops.add(network.loop("10.0.0.1", 7_001));
        peers = new PeerFactory(
                Objects.requireNonNull(DtlsFingerprint.of("sha-256", new byte[32])),
                new ScriptedChannels(network),
                PeerOptions.defaults().withKeepalives(),
                seeded(seed));
        ingest = new Ingest(hub, this::nextLoop, peers, IngestOptions.defaults(), DataChannelApplication.NONE);
        edge = new ViewerEdge(
                hub,
                new MediaLoopGroup() {
                    @Override
                    public List<MediaLoop> loops() {
                        return List.copyOf(serverLoops);
                    }

                    @Override
                    public MediaLoop leastLoaded() {
                        return nextLoop();
                    }
                },
                peers,
                EdgeOptions.defaults(),
                DataChannelApplication.NONE);
    }

    private static SecureRandom seeded(long seed) {
        try {
            // SHA1PRNG seeded before its first use is a pure function of the seed.
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed);
            return random;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private SimulatedLoop nextLoop() {
        return serverLoops.get(turn++ % serverLoops.size());
    }

    /** A loop for a client of its own, at an address of its own. */
    SimulatedLoop clientLoop() {
        clients++;
        return network.loop("10.1." + clients / 250 + "." + (1 + clients % 250), 40_000 + clients);
    }

    PeerFactory peers() {
        return peers;
    }

    SimulatedPublisher publish(String stream, int firstFrame) {
        SimulatedPublisher publisher = new SimulatedPublisher(clientLoop(), peers, clients, firstFrame);
        open(ingest, stream, publisher);
        return publisher;
    }

    SimulatedLayers publishLayers(String stream) {
        SimulatedLayers publisher = new SimulatedLayers(clientLoop(), peers);
        open(ingest, stream, publisher);
        return publisher;
    }

    SimulatedViewer watch(String stream) {
        SimulatedViewer viewer = new SimulatedViewer(clientLoop(), peers);
        open(edge, stream, viewer);
        return viewer;
    }

    /** Offers, waits (in simulated time) for the answer, connects. */
    SessionAnswer open(SessionEndpoint endpoint, String stream, SimulatedPeer client) {
        SessionDescription offer = client.offer();
        SessionAnswer answer =
                await(endpoint.offer(new SessionOffer(stream, offer.write(), InetAddress.getLoopbackAddress(), "key"))
                        .toCompletableFuture());
        client.answered(offer, answer.sdp());
        return answer;
    }

    <T> T await(CompletableFuture<T> future) {
        network.runUntil(future::isDone, SECOND);
        try {
            return future.getNow(null);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new AssertionError(cause.getMessage(), cause);
        }
    }

    /** What a stage failed with. */
    Throwable failure(CompletableFuture<?> future) {
        network.runUntil(future::isDone, SECOND);
        try {
            future.get();
            throw new AssertionError("it was expected to fail");
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
