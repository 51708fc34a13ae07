package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.dtls.DtlsCertificate;
import dev.treecast.webrtc.dtls.DtlsFingerprint;
import dev.treecast.webrtc.dtls.DtlsListener;
import dev.treecast.webrtc.dtls.DtlsOptions;
import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.dtls.DtlsSession;
import dev.treecast.webrtc.dtls.HandshakeGate;
import dev.treecast.webrtc.dtls.PeerTrust;
import dev.treecast.webrtc.dtls.SecureChannel;
import dev.treecast.webrtc.ice.IceAgent;
import dev.treecast.webrtc.ice.IceControllingAgent;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.ice.IceLiteAgent;
import dev.treecast.webrtc.srtp.SrtpProfile;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/** What all transports of a process share (certificate, handshake gate, random source, bounds), and how they are put together. */
public final class PeerFactory {

    /** GCM first: it is the cheapest per packet where the processor has AES (docs/architecture.md), 128 bits before 256. */
    private static final SrtpProfile[] PROFILES = {
        SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AEAD_AES_256_GCM, SrtpProfile.AES128_CM_HMAC_SHA1_80
    };

    private static final int[] PROFILE_IDS =
            Arrays.stream(PROFILES).mapToInt(SrtpProfile::dtlsId).toArray();

    /** Makes the DTLS end of a transport; tests in simulated time put a scripted one here. */
    @FunctionalInterface
    public interface ChannelFactory {
        SecureChannel open(DtlsRole role, PeerTrust trust, Executor loop, DtlsListener events);
    }

    private final DtlsFingerprint fingerprint;
    private final ChannelFactory channels;
    private final PeerOptions options;
    private final SecureRandom random;
    private final PeerTotals totals = new PeerTotals();

    public PeerFactory(DtlsFingerprint fingerprint, ChannelFactory channels, PeerOptions options, SecureRandom random) {
        this.fingerprint = fingerprint;
        this.channels = channels;
        this.options = options;
        this.random = random;
    }

    /** Transports with real DTLS. */
    public static PeerFactory overDtls(
            DtlsCertificate certificate,
            HandshakeGate gate,
            DtlsOptions dtlsOptions,
            PeerOptions options,
            SecureRandom random) {
        ChannelFactory channels = (role, trust, loop, events) ->
                new DtlsSession(role, certificate, trust, PROFILE_IDS, dtlsOptions, random, gate, loop, events);
        return new PeerFactory(certificate.fingerprint(), channels, options, random);
    }

    /** For clients, such as publishers and load generators: a certificate and a gate of their own, all else as usual. */
    public static PeerFactory overDtls(SecureRandom random, Instant now) {
        DtlsOptions dtls = DtlsOptions.defaults();
        return overDtls(
                DtlsCertificate.generate(random, now), new HandshakeGate(dtls), dtls, PeerOptions.defaults(), random);
    }

    /** The fingerprint to announce in SDP. */
    public DtlsFingerprint fingerprint() {
        return fingerprint;
    }

    /** What ended transports dropped, in all. */
    public PeerTotals totals() {
        return totals;
    }

    public SecureRandom random() {
        return random;
    }

    public IceCredentials newCredentials() {
        return IceCredentials.generate(random);
    }

    /** The server's end: ICE-lite. To be called on the loop. */
    public PeerTransport lite(
            MediaLoop loop,
            LoopSession owner,
            IceCredentials local,
            IceCredentials remote,
            PeerTrust trust,
            DtlsRole role,
            PeerListener listener) {
        IceLiteAgent ice = new IceLiteAgent(local, options.ice(), loop.nowNs());
        ice.remoteCredentials(remote);
        return transport(loop, owner, ice, List.of(), trust, role, listener);
    }

    /** A client's end: it sends the connectivity checks and opens the handshake. To be called on the loop. */
    public PeerTransport controlling(
            MediaLoop loop,
            LoopSession owner,
            IceCredentials local,
            IceCredentials remote,
            List<InetSocketAddress> remoteAddresses,
            PeerTrust trust,
            PeerListener listener) {
        IceControllingAgent ice =
                new IceControllingAgent(local, remote, remoteAddresses, random.nextLong(), options.ice(), random);
        return transport(loop, owner, ice, remoteAddresses, trust, DtlsRole.CLIENT, listener);
    }

    private PeerTransport transport(
            MediaLoop loop,
            LoopSession owner,
            IceAgent ice,
            List<InetSocketAddress> checked,
            PeerTrust trust,
            DtlsRole role,
            PeerListener listener) {
        return new PeerTransport(
                loop,
                owner,
                ice,
                checked,
                role,
                (guarded, events) -> channels.open(role, trust, guarded, events),
                options,
                totals,
                listener);
    }
}
