package dev.treecast.bench.swarm;

import dev.treecast.server.client.SignalingClient;
import dev.treecast.server.demo.ClipPublisher;
import dev.treecast.server.demo.ClipStart;
import dev.treecast.server.demo.DemoClip;
import dev.treecast.server.demo.SentPackets;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.sdp.ClientOffers;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** WHIP and WHEP, as Treecast speaks them. */
final class WhepSignaling implements Signaling {
    private final SwarmOptions options;
    private final SignalingClient client;
    private final ClipPublisher publisher;

    /** @param timeout for an exchange */
    WhepSignaling(SwarmOptions options, PeerFactory peers, Duration timeout) {
        this.options = options;
        this.client = new SignalingClient(timeout);
        this.publisher = new ClipPublisher(DemoClip.bundled(), peers, client);
    }

    @Override
    public void publish(int stream, MediaLoop loop, ClipStart start, SentPackets sent)
            throws IOException, InterruptedException {
        publisher.publish(options.whip(stream), options.publishKey(), loop, start, sent);
    }

    @Override
    public NegotiatedSession watch(int stream, LocalTransport local) throws IOException, InterruptedException {
        return client.offer(
                options.whep(stream),
                Optional.empty(),
                ClientOffers.watch(local, List.of("VP8"), true, options.interacting()));
    }

    @Override
    public void left() {}

    @Override
    public void close() {
        client.close();
    }
}
