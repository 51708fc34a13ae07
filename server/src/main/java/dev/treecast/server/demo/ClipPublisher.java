package dev.treecast.server.demo;

import dev.treecast.server.client.SignalingClient;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import dev.treecast.webrtc.peer.DataChannelApplication;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.sdp.ClientOffers;
import dev.treecast.webrtc.sdp.FormatParameters;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.OutgoingStream;
import dev.treecast.webrtc.sdp.OutgoingTrack;
import dev.treecast.webrtc.signaling.Negotiation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Publishes a clip over WHIP, as any streamer would: an HTTP request, ICE, DTLS, SRTP. */
public final class ClipPublisher {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final DemoClip clip;
    private final PeerFactory peers;
    private final SignalingClient signaling;

    /** @param peers what the publishers' transports are made of */
    public ClipPublisher(DemoClip clip, PeerFactory peers, SignalingClient signaling) {
        this.clip = clip;
        this.peers = peers;
        this.signaling = signaling;
    }

    /**
     * Publishes the bundled clip on a socket of its own until the process ends; returns once the transport is up. It follows its server: see {@link FollowingPublisher}.
     *
     * @throws IOException when the server refuses or cannot be reached; the message says why
     */
    public static void publish(URI whip, String publishKey) throws IOException, InterruptedException {
        PeerFactory peers = PeerFactory.overDtls(new SecureRandom(), Instant.now());
        MediaLoops loops =
                MediaLoops.start(MediaLoopOptions.defaults(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0))
                        .withLoops(1));
        SignalingClient signaling = new SignalingClient(CONNECT_TIMEOUT);
        try {
            ClipPublisher publisher = new ClipPublisher(DemoClip.bundled(), peers, signaling);
            new FollowingPublisher(publisher, whip, publishKey, loops.loops().getFirst()).start();
        } catch (IOException | InterruptedException | RuntimeException e) {
            signaling.close();
            loops.close();
            throw e;
        }
    }

    /**
     * Publishes the clip on a loop, until that closes; returns once the transport is up.
     *
     * @param sent is told of every packet
     * @throws IOException when the server refuses or cannot be reached; the message says why
     */
    public void publish(URI whip, String publishKey, MediaLoop loop, ClipStart start, SentPackets sent)
            throws IOException, InterruptedException {
        var unusedSession = connect(whip, publishKey, loop, start, sent, null, () -> {});
    }

    /**
     * As above.
     *
     * @param channels what is done on data channels; null: none are asked for
     * @param ended told, on the loop, when a connection that was up has ended
     */
    ClipSession connect(
            URI whip,
            String publishKey,
            MediaLoop loop,
            ClipStart start,
            SentPackets sent,
            @Nullable DataChannelApplication channels,
            Runnable ended)
            throws IOException, InterruptedException {
        IceCredentials local = peers.newCredentials();
        LocalTransport described = Negotiation.local(peers, local, loop);
        OutgoingStream stream =
                new OutgoingStream("treecast-demo", "demo", Optional.of(track("opus")), Optional.of(track("VP8")));
        NegotiatedSession session = signaling.offer(
                whip, Optional.of(publishKey), ClientOffers.publish(described, stream, List.of(), channels != null));
        ClipPacketSource source = new ClipPacketSource(clip, peers.random());
        ClipSession publisher = new ClipSession(loop, session, stream, source, start, sent, ended);
        loop.execute(() -> publisher.start(peers, local, channels));
        try {
            publisher.connected().get(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return publisher;
        } catch (TimeoutException e) {
            throw new IOException("no media connection to the server within " + CONNECT_TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("the media connection failed: " + e.getCause(), e);
        }
    }

    private OutgoingTrack track(String encoding) {
        SecureRandom random = peers.random();
        return new OutgoingTrack(
                encoding, FormatParameters.none(), random.nextLong(1, 1L << 32), random.nextLong(1, 1L << 32));
    }
}
