package dev.treecast.tree.node;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.StreamSubscriber;
import dev.treecast.tree.Track;
import dev.treecast.tree.hpke.HpkeKeyPair;
import dev.treecast.tree.keys.StreamKeyOptions;
import dev.treecast.tree.link.LinkSecret;
import dev.treecast.tree.link.LinkTrust;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.pki.NodeIdentity;
import dev.treecast.webrtc.dtls.DtlsFingerprint;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.MediaLoopGroup;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.simulation.ScriptedChannels;
import dev.treecast.webrtc.simulation.SimulatedLoop;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A whole node in simulated time, with a publisher or a viewer of one stream. */
final class SimulatedNode implements StreamSubscriber {
    static final String STREAM = "stream";

    final NodeRecord record;
    final SimulatedLoop loop;
    final StreamHub hub = new StreamHub(StreamHub.Options.defaults());
    final RelayNode node;

    /** Video that viewers here got, by number, with when it came. */
    final Map<Long, MediaPacket> seen = new TreeMap<>();

    final Map<Long, Long> seenNs = new HashMap<>();
    /** Of each track, the numbers that came, and which of them began a keyframe; in the order they came. */
    final Map<Integer, List<Long>> seenByTrack = new TreeMap<>();

    final Map<Integer, List<Long>> keyframesByTrack = new TreeMap<>();
    int publications;
    int keyframeRequests;
    /** Tracks of which a keyframe was asked of the publisher here. */
    final List<Integer> keyframesAsked = new ArrayList<>();

    private @Nullable Publication publication;

    SimulatedNode(SimulatedCluster cluster, NodeRecord record, SimulatedLoop loop) {
        this.record = record;
        this.loop = loop;
        DtlsFingerprint fingerprint = Objects.requireNonNull(DtlsFingerprint.of("sha-256", new byte[32]));
        PeerFactory peers = new PeerFactory(
                fingerprint,
                new ScriptedChannels(cluster.network, record.id().getBytes(StandardCharsets.UTF_8)),
                PeerOptions.defaults(),
                seeded(record.id()));
        MediaLoopGroup loops = new MediaLoopGroup() {
            @Override
            public List<MediaLoop> loops() {
                return List.of(loop);
            }

            @Override
            public MediaLoop leastLoaded() {
                return loop;
            }
        };
        this.node = new RelayNode(
                record,
                loops,
                peers,
                LinkSecret.of(new byte[] {1, 2, 3}),
                () -> new NamedTrust(cluster),
                new NodeCredentials(
                        cluster.certificate(record),
                        cluster.authority.trust(),
                        HpkeKeyPair.generate(peers.random()),
                        SrtpCiphers.best(),
                        peers.random(),
                        () -> SimulatedCluster.START.plusNanos(loop.nowNs()),
                        Runnable::run,
                        StreamKeyOptions.defaults()),
                cluster,
                cluster::addresses,
                cluster.announcements(record.id()),
                hub,
                new SplittableRandom(record.id().hashCode()));
        node.start();
    }

    /** So that a run can be repeated: this generator gives what its seed says. */
    private static SecureRandom seeded(String seed) {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed.getBytes(StandardCharsets.UTF_8));
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Believes every certificate, which is a name. */
    private static final class NamedTrust implements LinkTrust {
        private final SimulatedCluster cluster;
        private @Nullable String name;

        NamedTrust(SimulatedCluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public @Nullable String refuses(List<byte[]> chainDer) {
            name = new String(chainDer.getFirst(), StandardCharsets.UTF_8);
            return null;
        }

        @Override
        public @Nullable NodeIdentity identity() {
            return name == null
                    ? null
                    : cluster.node(name)
                            .map(node -> new NodeIdentity(node.id(), node.roles()))
                            .orElse(null);
        }
    }

    void goLive() {
        goLive(List.of(new Track(Codec.VP8, ""), new Track(Codec.OPUS, "useinbandfec=1")));
    }

    /** With three layers of video, tracks 0 to 2, and sound, track 3. */
    void goLiveInLayers() {
        goLive(List.of(
                new Track(Codec.VP8, "", "q"),
                new Track(Codec.VP8, "", "h"),
                new Track(Codec.VP8, "", "f"),
                new Track(Codec.OPUS, "useinbandfec=1")));
    }

    private void goLive(List<Track> tracks) {
        PublicationControl control = new PublicationControl() {
            @Override
            public void requestKeyframe(int track) {
                keyframeRequests++;
                keyframesAsked.add(track);
            }

            @Override
            public boolean isAlive() {
                return true;
            }

            @Override
            public void end(String reason) {}
        };
        StreamHub.Outcome outcome = hub.publish(STREAM, "anna", tracks, control, loop.nowNs());
        publication = ((StreamHub.Outcome.Started) outcome).publication();
    }

    void publish(long sequence) {
        byte[] payload = Long.toString(sequence).getBytes(StandardCharsets.UTF_8);
        Objects.requireNonNull(publication)
                .deliver(new MediaPacket(
                        0, sequence, sequence * 900, true, sequence % 100 == 0, payload, null, -1, -1, loop.nowNs()));
    }

    /** A packet of one of the tracks. */
    void publish(int track, long sequence, boolean keyframe) {
        byte[] payload = Long.toString(sequence).getBytes(StandardCharsets.UTF_8);
        publication()
                .deliver(new MediaPacket(
                        track, sequence, sequence * 900, true, keyframe, payload, null, -1, -1, loop.nowNs()));
    }

    Publication publication() {
        return Objects.requireNonNull(publication);
    }

    /** A viewer comes here. */
    void watch() {
        var unusedFound = node.want(STREAM);
    }

    /** Subscribes as an edge does, once the stream is here; true when it is. */
    boolean attach() {
        LiveStream live = hub.find(STREAM).orElse(null);
        if (live == null || live.publication().isEmpty()) {
            return false;
        }
        return live.isWatched() || live.subscribe(this);
    }

    /** The same, of layers only that are wanted. */
    boolean attach(int layers) {
        LiveStream live = hub.find(STREAM).orElse(null);
        if (live == null || live.publication().isEmpty()) {
            return false;
        }
        return live.isWatched() || live.subscribe(this, layers);
    }

    /** Viewers here want other layers. */
    void want(int layers) {
        hub.find(STREAM).orElseThrow().wantLayers(this, layers);
    }

    /** How many packets of a track have come to viewers here. */
    int seenOf(int track) {
        return seenByTrack.getOrDefault(track, List.of()).size();
    }

    /** When a packet came to viewers here; it has. */
    long cameNs(long sequence) {
        return Objects.requireNonNull(seenNs.get(sequence));
    }

    void leave() {
        hub.find(STREAM).ifPresent(live -> live.unsubscribe(this));
    }

    @Override
    public void publicationStarted(Publication started) {
        publications++;
    }

    @Override
    public void packet(Publication from, MediaPacket packet) {
        seenByTrack.computeIfAbsent(packet.track(), track -> new ArrayList<>()).add(packet.sequence());
        if (packet.startsKeyframe()) {
            keyframesByTrack
                    .computeIfAbsent(packet.track(), track -> new ArrayList<>())
                    .add(packet.sequence());
        }
        if (seen.putIfAbsent(packet.sequence(), packet) == null) {
            seenNs.put(packet.sequence(), loop.nowNs());
        }
    }

    @Override
    public void senderReport(Publication from, int track, long ntpTimestamp, long timestamp, long arrivedNs) {}

    @Override
    public void publicationEnded(Publication ended) {}

    @Override
    public void streamEnded(String reason) {}
}
