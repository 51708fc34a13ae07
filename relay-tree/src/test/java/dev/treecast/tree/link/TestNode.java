package dev.treecast.tree.link;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.Track;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.dtls.DtlsFingerprint;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.LossDetector;
import dev.treecast.webrtc.simulation.ScriptedChannels;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import dev.treecast.webrtc.simulation.SimulatedNetwork;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A node in simulated time that does what it is told: it has one stream, takes it from one link and forwards it on others. */
final class TestNode implements LinkListener {
    static final List<Track> TRACKS = List.of(new Track(Codec.VP8, ""), new Track(Codec.OPUS, ""));
    static final List<Integer> SOURCES = List.of(0x1111_1111, 0x2222_2222);

    private static final byte[] AUTHORITY = "the cluster's authority".getBytes(StandardCharsets.UTF_8);

    final String name;
    final SimulatedLoop loop;
    final LinkFactory links;
    final Publication publication;
    final StreamForwarder forwarder;
    final List<RelayLink> up = new ArrayList<>();
    final List<String> down = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    final Map<Long, MediaPacket> video = new TreeMap<>();
    final Map<Integer, Integer> keyframeRequests = new HashMap<>();

    @Nullable
    StreamIntake intake;

    long last = -1;

    TestNode(SimulatedNetwork network, String name, int port) {
        this(network, name, port, AUTHORITY, 100);
    }

    TestNode(SimulatedNetwork network, String name, int port, byte[] authority, int linksMax) {
        this.name = name;
        this.loop = network.loop("10.0.0." + (port % 200 + 1), port);
        DtlsFingerprint fingerprint = Objects.requireNonNull(DtlsFingerprint.of("sha-256", new byte[32]));
        PeerFactory peers =
                new PeerFactory(fingerprint, new ScriptedChannels(network), PeerOptions.defaults(), new SecureRandom());
        this.links = new LinkFactory(LinkSecret.of(authority), peers, TestTrust::new, this, linksMax);
        loop.door(links);
        StreamHub hub = new StreamHub(StreamHub.Options.defaults());
        StreamHub.Outcome outcome = hub.publish("stream", "anna", TRACKS, new Control(), loop.nowNs());
        this.publication = ((StreamHub.Outcome.Started) outcome).publication();
        this.forwarder = new StreamForwarder(publication.stream(), loop, started -> SOURCES, new LongAdder());
        publication.stream().subscribe(forwarder);
    }

    private static final class TestTrust implements LinkTrust {
        @Override
        public NodeIdentity identity() {
            return new NodeIdentity("peer", Set.of(NodeRole.RELAY));
        }

        @Override
        public @Nullable String refuses(List<byte[]> chainDer) {
            return null;
        }
    }

    private final class Control implements PublicationControl {
        @Override
        public void requestKeyframe(int track) {
            keyframeRequests.merge(track, 1, Integer::sum);
            if (intake != null) {
                intake.requestKeyframe(track);
            }
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void end(String reason) {}
    }

    /** Opens a link to another node. */
    RelayLink open(TestNode parent) {
        return links.open(loop, List.of(parent.loop.address()));
    }

    /** Takes the stream from a link from now on. */
    void takeFrom(RelayLink link) {
        if (intake != null) {
            intake.close();
        }
        intake = new StreamIntake(link, SOURCES, have(), LossDetector.Options.defaults(), this::deliver);
    }

    Map<Integer, Long> have() {
        return last < 0 ? Map.of() : Map.of(0, last);
    }

    /** Sends a packet of video to whoever has the stream from here. */
    void publish(long sequence, boolean keyframe) {
        byte[] payload = Long.toString(sequence).getBytes(StandardCharsets.UTF_8);
        deliver(new MediaPacket(
                0, sequence, sequence * 3_000, true, keyframe, payload, new byte[8], 1, -1, loop.nowNs()));
    }

    private void deliver(MediaPacket packet) {
        video.put(packet.sequence(), packet);
        last = Math.max(last, packet.sequence());
        publication.deliver(packet);
    }

    @Override
    public void up(long nowNs, RelayLink link) {
        up.add(link);
    }

    @Override
    public void message(long nowNs, RelayLink link, byte[] message) {
        said.add(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void missing(long nowNs, RelayLink link, int ssrc, int sequenceNumber) {
        forwarder.repeat(link, ssrc, sequenceNumber);
    }

    @Override
    public void audience(long nowNs, RelayLink link, int ssrc, NeedCounts needs) {
        forwarder.audience(link, ssrc, needs);
    }

    @Override
    public void keyframeWanted(long nowNs, RelayLink link, int ssrc) {
        forwarder.keyframeWanted(link, ssrc);
    }

    @Override
    public void senderReport(long nowNs, RelayLink link, int ssrc, long ntpTimestamp, int timestamp) {
        publication.senderReport(SOURCES.indexOf(ssrc), ntpTimestamp, timestamp, nowNs);
    }

    @Override
    public void timing(long nowNs, RelayLink link, int ssrc, StreamTiming timing) {
        publication.timing(timing);
    }

    @Override
    public void down(long nowNs, RelayLink link, String reason) {
        up.remove(link);
        forwarder.stop(link);
        down.add(reason);
    }
}
