package dev.treecast.bench.swarm;

import dev.treecast.bench.janus.JanusClient;
import dev.treecast.bench.janus.JanusFeed;
import dev.treecast.server.demo.ClipPacketSource;
import dev.treecast.server.demo.ClipStart;
import dev.treecast.server.demo.DemoClip;
import dev.treecast.server.demo.SentPackets;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Janus's REST interface for viewers, plain RTP for the one stream. */
final class JanusSignaling implements Signaling {
    /** As in janus.plugin.streaming.jcfg. */
    private static final int MOUNTPOINT = 1;

    /** The name by which the driver knows threads that must not wait. */
    private static final String THREAD = "publishers";

    private final URI root;
    private final JanusClient client;
    private @Nullable JanusFeed feed;

    /**
     * @param root of its REST interface
     * @param timeout for an exchange
     */
    JanusSignaling(URI root, Duration timeout) {
        this.root = root;
        this.client = new JanusClient(root, timeout);
    }

    @Override
    public void publish(int stream, MediaLoop loop, ClipStart start, SentPackets sent) throws IOException {
        if (feed != null) {
            throw new IOException("Janus is set up for one stream");
        }
        SecureRandom random = new SecureRandom();
        ClipPacketSource source = new ClipPacketSource(DemoClip.bundled(), random);
        feed = new JanusFeed(InetAddress.getByName(root.getHost()), source, sent, random, THREAD);
    }

    @Override
    public NegotiatedSession watch(int stream, LocalTransport local) throws IOException, InterruptedException {
        return client.watch(MOUNTPOINT, local);
    }

    @Override
    public void left() {
        client.destroySessions();
    }

    @Override
    public void close() {
        JanusFeed playing = feed;
        if (playing != null) {
            playing.close();
        }
        client.close();
    }
}
