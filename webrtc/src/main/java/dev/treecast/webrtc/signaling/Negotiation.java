package dev.treecast.webrtc.signaling;

import dev.treecast.webrtc.dtls.DtlsFingerprint;
import dev.treecast.webrtc.dtls.PeerTrust;
import dev.treecast.webrtc.ice.IceCandidate;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerFactory;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.sdp.Answer;
import dev.treecast.webrtc.sdp.Fingerprint;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.NegotiationException;
import dev.treecast.webrtc.sdp.Offer;
import dev.treecast.webrtc.sdp.OfferReader;
import dev.treecast.webrtc.sdp.SdpParseException;
import dev.treecast.webrtc.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The steps from an HTTP body to a transport that WHIP and WHEP share: what SDP refuses becomes a {@link SignalingException}. */
public final class Negotiation {
    private Negotiation() {}

    /** Something that may be refused before it has a stage to fail. */
    @FunctionalInterface
    public interface Attempt<T> {
        CompletionStage<T> run() throws SignalingException;
    }

    /** A step that belongs on a session's loop and may be refused there. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws SignalingException;
    }

    /** Makes an answer. */
    @FunctionalInterface
    public interface Answering {
        Answer answer() throws NegotiationException;
    }

    /** Runs an attempt; a refusal becomes a failed stage. */
    public static <T> CompletionStage<T> attempt(Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (SignalingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs a step on a loop; whatever it throws fails the stage. */
    public static <T> CompletionStage<T> onLoop(MediaLoop loop, Step<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(step.run());
            } catch (SignalingException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Parses and checks an offer; 422 with a sentence when it cannot be used. */
    public static Offer read(String sdp) throws SignalingException {
        try {
            return OfferReader.read(SessionDescription.parse(sdp));
        } catch (SdpParseException e) {
            throw new SignalingException(422, "Not a session description", sentence(e));
        } catch (NegotiationException e) {
            throw refusal(e);
        }
    }

    /** Answers an offer; 406 when there is no codec in common, 422 otherwise. */
    public static Answer answer(Answering answering) throws SignalingException {
        try {
            return answering.answer();
        } catch (NegotiationException e) {
            throw refusal(e);
        }
    }

    private static SignalingException refusal(NegotiationException e) {
        int status = e.reason() == NegotiationException.Reason.NO_CODEC ? 406 : 422;
        return new SignalingException(status, e.reason().title(), sentence(e));
    }

    static String sentence(Exception refusal) {
        String message = refusal.getMessage();
        return message == null ? refusal.toString() : message;
    }

    /** Our end of a session's transport as SDP describes it. */
    public static LocalTransport local(PeerFactory peers, IceCredentials local, MediaLoop loop) {
        DtlsFingerprint fingerprint = peers.fingerprint();
        return new LocalTransport(
                peers.random().nextLong(1L << 62),
                local.usernameFragment(),
                local.password(),
                Fingerprint.of(fingerprint.algorithm(), fingerprint.value()),
                IceSession.candidateAttributes(loop.candidateAddresses()));
    }

    /** A client's end of what its offer and the server's answer agreed on; on the loop. */
    public static PeerTransport clientTransport(
            PeerFactory peers,
            MediaLoop loop,
            LoopSession owner,
            IceCredentials local,
            NegotiatedSession session,
            PeerListener listener) {
        List<InetSocketAddress> addresses = session.peer().candidates().stream()
                .map(IceCandidate::parse)
                .filter(Objects::nonNull)
                .map(IceCandidate::socketAddress)
                .flatMap(Optional::stream)
                .toList();
        IceCredentials remote =
                new IceCredentials(session.peer().iceUfrag(), session.peer().icePwd());
        return peers.controlling(loop, owner, local, remote, addresses, trust(session), listener);
    }

    /** The peer's ICE credentials; 422 when they are out of bounds. */
    public static IceCredentials remoteCredentials(NegotiatedSession session) throws SignalingException {
        return credentials(session.peer().iceUfrag(), session.peer().icePwd());
    }

    static IceCredentials credentials(String usernameFragment, String password) throws SignalingException {
        IceCredentials parsed = IceCredentials.parse(usernameFragment, password);
        if (parsed == null) {
            throw new SignalingException(
                    422, "Bad ICE credentials", "ice-ufrag needs 4 to 256 characters and ice-pwd 22 to 256.");
        }
        return parsed;
    }

    /** Trust in the certificates that the peer may show. */
    public static PeerTrust trust(NegotiatedSession session) {
        List<DtlsFingerprint> fingerprints = new ArrayList<>();
        for (Fingerprint fingerprint : session.peer().fingerprints()) {
            DtlsFingerprint known = DtlsFingerprint.of(fingerprint.hashFunction(), fingerprint.digest());
            if (known != null) {
                fingerprints.add(known);
            }
        }
        return PeerTrust.announced(fingerprints);
    }
}
