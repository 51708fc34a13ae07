package dev.treecast.server.demo;

import dev.treecast.webrtc.dtls.DtlsCertificate;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerOptions;
import dev.treecast.webrtc.sdp.AnswerReader;
import dev.treecast.webrtc.sdp.ClientOffers;
import dev.treecast.webrtc.sdp.FormatParameters;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.NegotiationException;
import dev.treecast.webrtc.sdp.OutgoingStream;
import dev.treecast.webrtc.sdp.OutgoingTrack;
import dev.treecast.webrtc.sdp.SdpParseException;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.signaling.Negotiation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes the bundled clip over WHIP, as any streamer would: an HTTP request, ICE, DTLS, SRTP, on a socket of its own. */
public final class ClipPublisher implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final MediaLoops loops;

    private ClipPublisher(MediaLoops loops) {
        this.loops = loops;
    }

    /**
     * Publishes until {@link #close}; returns once the transport is up.
     *
     * @throws IOException when the server refuses or cannot be reached; the message says why
     */
    public static ClipPublisher publish(URI whip, String publishKey) throws IOException, InterruptedException {
        SecureRandom random = new SecureRandom();
        DtlsOptions dtls = DtlsOptions.defaults();
        PeerFactory peers = PeerFactory.overDtls(
                DtlsCertificate.generate(random, Instant.now()),
                new HandshakeGate(dtls),
                dtls,
                PeerOptions.defaults(),
                random);
        MediaLoops loops =
                MediaLoops.start(MediaLoopOptions.defaults(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0))
                        .withLoops(1));
        try {
            connect(whip, publishKey, loops.loops().getFirst(), peers, random);
            return new ClipPublisher(loops);
        } catch (IOException | InterruptedException | RuntimeException e) {
            loops.close();
            throw e;
        }
    }

    private static void connect(URI whip, String publishKey, MediaLoop loop, PeerFactory peers, SecureRandom random)
            throws IOException, InterruptedException {
        IceCredentials local = peers.newCredentials();
        LocalTransport described = Negotiation.local(peers, local, loop);
        OutgoingStream stream = new OutgoingStream(
                "treecast-demo", "demo", Optional.of(track("opus", random)), Optional.of(track("VP8", random)));
        SessionDescription offer = ClientOffers.publish(described, stream);
        NegotiatedSession session;
        try {
            session = AnswerReader.read(offer, SessionDescription.parse(post(whip, publishKey, offer.write())));
        } catch (SdpParseException | NegotiationException e) {
            throw new IOException("the server's answer makes no sense: " + e.getMessage(), e);
        }
        CompletableFuture<Void> connected = new CompletableFuture<>();
        loop.execute(() -> {
            ClipSession publisher =
                    new ClipSession(loop, session, stream, new ClipPacketSource(DemoClip.bundled(), random), connected);
            publisher.start(peers, local);
        });
        try {
            connected.get(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no media connection to the server within " + CONNECT_TIMEOUT.toSeconds() + " s", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException("the media connection failed: " + e.getCause(), e);
        }
    }

    private static OutgoingTrack track(String encoding, SecureRandom random) {
        return new OutgoingTrack(
                encoding, FormatParameters.none(), random.nextLong(1, 1L << 32), random.nextLong(1, 1L << 32));
    }

    private static String post(URI whip, String publishKey, String offer) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(whip)
                .timeout(CONNECT_TIMEOUT)
                .header("Content-Type", "application/sdp")
                .header("Authorization", "Bearer " + publishKey)
                .POST(HttpRequest.BodyPublishers.ofString(offer))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 201) {
                throw new IOException("the server refused: " + response.statusCode() + " " + response.body());
            }
            return response.body();
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
