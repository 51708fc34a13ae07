package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.dtls.DtlsCloseReason;
import dev.treecast.webrtc.dtls.DtlsListener;
import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.dtls.SecureChannel;
import dev.treecast.webrtc.ice.IceAgent;
import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.ice.IceFailure;
import dev.treecast.webrtc.ice.IceLiteAgent;
import dev.treecast.webrtc.ice.IceOutput;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import dev.treecast.webrtc.srtp.SrtpProfile;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One WebRTC transport: ICE, DTLS and SRTP over one path, the same for publishers, viewers and our own clients. Datagrams come in through
 * {@link #datagram}, are told apart by their first byte (<a href="https://www.rfc-editor.org/rfc/rfc7983">RFC 7983</a>) and reach the
 * {@link PeerListener} as plain RTP and RTCP. Owned by one {@link MediaLoop}; every method is called on it.
 *
 * <p>Nobody gets in: DTLS and SRTP are taken only from addresses that passed a connectivity check with this session's password, so the
 * handshake is never begun for a stranger and no stranger is sent more than it sent.
 */
public final class PeerTransport implements LoopSession {

    // Given.
    private final MediaLoop loop;
    private final LoopSession owner;
    private final IceAgent ice;
    private final List<InetSocketAddress> checked;
    private final DtlsRole dtlsRole;
    private final PeerOptions options;
    private final PeerListener listener;
    private final PeerTotals totals;

    // Owned.
    private final SecureChannel dtls;
    private final IceEvents iceEvents = new IceEvents();
    private final PeerCounters counters = new PeerCounters();
    private @Nullable MediaProtection protection;

    // PeerState.
    private PeerState state = PeerState.CONNECTING;
    private @Nullable Destination destination;
    private final ValidatedAddresses validated;
    private boolean dtlsStarted;
    private long phaseDeadlineNs;
    private long heardNs;

    /**
     * @param owner the session to register with the loop: it passes {@link LoopSession} calls on to this transport
     * @param checked addresses that this end sends connectivity checks to, for the loop to route the answers by; empty for ICE-lite
     * @param dtlsRole the role of this end: {@link DtlsRole#SERVER} for {@code a=setup:passive}
     * @param dtls makes the DTLS end, given where its callbacks are to run and what it is to tell
     * @param totals where this transport's counters are added when it ends
     */
    public PeerTransport(
            MediaLoop loop,
            LoopSession owner,
            IceAgent ice,
            List<InetSocketAddress> checked,
            DtlsRole dtlsRole,
            BiFunction<Executor, DtlsListener, SecureChannel> dtls,
            PeerOptions options,
            PeerTotals totals,
            PeerListener listener) {
        this.loop = loop;
        this.owner = owner;
        this.ice = ice;
        this.checked = List.copyOf(checked);
        this.dtlsRole = dtlsRole;
        this.options = options;
        this.listener = listener;
        this.totals = totals;
        this.validated = new ValidatedAddresses(loop, owner);
        this.dtls = dtls.apply(this::guarded, new DtlsEvents());
    }

    /** Registers with the loop and starts the clock of the first phase. */
    public void start(long nowNs) {
        phaseDeadlineNs = nowNs + options.connectTimeoutNs();
        heardNs = nowNs;
        loop.add(owner);
        loop.claim(owner, ice.localCredentials().usernameFragment());
        checked.forEach(address -> loop.claim(owner, address));
        ice.start(nowNs);
        ice.poll(nowNs, iceEvents);
        loop.reschedule(owner);
    }

    MediaLoop loop() {
        return loop;
    }

    public PeerState state() {
        return state;
    }

    public PeerCounters counters() {
        return counters;
    }

    /** The peer's address, once a path has been selected. */
    public Optional<InetSocketAddress> remoteAddress() {
        return Optional.ofNullable(destination).map(Destination::socketAddress);
    }

    /** What protects the media, once connected. */
    public Optional<SrtpProfile> profile() {
        return Optional.ofNullable(protection).map(MediaProtection::profile);
    }

    /** When something authentic last came. */
    public long heardNs() {
        return heardNs;
    }

    // ---- In ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        if (state == PeerState.CLOSED) {
            return;
        }
        counters.datagramsIn++;
        counters.bytesIn += length;
        int first = data[offset] & 0xff;
        if (first < 4) {
            stun(nowNs, from, data, offset, length);
        } else if (!validated.contains(from)) {
            counters.tooEarly++;
        } else if (first >= 20 && first < 64) {
            startDtls();
            dtls.receive(data, offset, length);
        } else if (first >= 128 && first < 192) {
            media(nowNs, data, offset, length);
        } else {
            counters.malformed++;
        }
    }

    private void stun(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        long provenBefore = proofs();
        ice.handle(nowNs, from, data, offset, length, iceEvents);
        if (proofs() != provenBefore) {
            heardNs = nowNs;
        }
    }

    /** Checks of the peer's that were authentic, and answers to ours: either shows that it is there. */
    private long proofs() {
        return ice.counters().validChecks() + ice.counters().checksAnswered();
    }

    private void media(long nowNs, byte[] data, int offset, int length) {
        MediaProtection keys = protection;
        if (keys == null) {
            counters.tooEarly++;
            return;
        }
        if (length < 8) {
            counters.malformed++;
            return;
        }
        boolean rtcp = MediaProtection.isRtcp(data, offset);
        int plain = keys.unprotect(data, offset, length, rtcp);
        if (plain < 0) {
            return;
        }
        heardNs = nowNs;
        if (rtcp) {
            listener.rtcp(nowNs, data, offset, plain);
        } else {
            listener.rtp(nowNs, data, offset, plain);
        }
    }

    // ---- Time ----

    @Override
    public long nextDeadlineNs() {
        if (state == PeerState.CLOSED) {
            return NO_DEADLINE;
        }
        long own = state == PeerState.CONNECTED ? heardNs + options.silenceTimeoutNs() : phaseDeadlineNs;
        return Math.min(own, ice.nextDeadlineNs());
    }

    @Override
    public void timeout(long nowNs) {
        if (state == PeerState.CLOSED) {
            return;
        }
        CloseReason overdue = overdue(nowNs);
        if (overdue == null) {
            ice.poll(nowNs, iceEvents);
        } else {
            closeWith(overdue);
        }
    }

    private @Nullable CloseReason overdue(long nowNs) {
        return switch (state) {
            case CONNECTING -> nowNs - phaseDeadlineNs < 0 ? null : CloseReason.noConnectivity(options);
            case SECURING -> nowNs - phaseDeadlineNs < 0 ? null : CloseReason.handshakeTooLate();
            case CONNECTED -> nowNs - heardNs < options.silenceTimeoutNs() ? null : CloseReason.silence(options);
            case CLOSED -> null;
        };
    }

    @Override
    public void fail(Throwable cause) {
        closeWith(new CloseReason(CloseReason.Kind.INTERNAL, "an internal error ended the session: " + cause));
    }

    // ---- Out ----

    /**
     * Encrypts and sends a packet that was written once for many peers, under this peer's own sequence number; false when the transport is not
     * connected or the number was used before.
     */
    public boolean sendRtp(PlainRtpPacket packet, int sequenceNumber) {
        MediaProtection keys = protection;
        Destination to = destination;
        return keys != null && to != null && keys.sendRtp(packet, sequenceNumber, to);
    }

    /**
     * Sends an RTP packet again to a peer that has no RTX. Every byte must be what it was the first time: see {@link
     * dev.treecast.webrtc.srtp.SrtpSender#resendRtp}.
     */
    public boolean resendRtp(PlainRtpPacket packet, int sequenceNumber) {
        MediaProtection keys = protection;
        Destination to = destination;
        return keys != null && to != null && keys.resendRtp(packet, sequenceNumber, to);
    }

    /** Encrypts and sends one RTP packet; false when the transport is not connected. The packet is not changed. */
    public boolean sendRtp(byte[] packet, int offset, int length) {
        MediaProtection keys = protection;
        Destination to = destination;
        return keys != null && to != null && keys.sendRtp(packet, offset, length, to);
    }

    /** Encrypts and sends one RTCP datagram; false when the transport is not connected. */
    public boolean sendRtcp(byte[] packet, int offset, int length) {
        MediaProtection keys = protection;
        Destination to = destination;
        return keys != null && to != null && keys.sendRtcp(packet, offset, length, to);
    }

    /** Sends application data, an SCTP packet, as one DTLS record; false when the transport is not connected or it is too long. */
    public boolean sendApplicationData(byte[] data, int offset, int length) {
        return state == PeerState.CONNECTED && dtls.send(data, offset, length);
    }

    // ---- ICE restart, end ----

    /** Begins an ICE restart (RFC 8445 section 9): media flows on over the old path until the new credentials have proved one. */
    public void restart(IceCredentials local, IceCredentials remoteCredentials) {
        if (ice instanceof IceLiteAgent lite) {
            loop.claim(owner, local.usernameFragment());
            lite.restart(local, remoteCredentials);
        } else {
            throw new IllegalStateException("only the lite agent is asked to restart");
        }
    }

    /** Ends the transport: close_notify to the peer, keys wiped, gone from the loop. The listener hears of it at once. */
    public void close(String why) {
        closeWith(new CloseReason(CloseReason.Kind.LOCAL, why));
    }

    /** As {@link #close}, when it was the peer that ended it (an RTCP BYE). */
    public void closedByPeer(String why) {
        closeWith(new CloseReason(CloseReason.Kind.REMOTE, why));
    }

    private void closeWith(CloseReason reason) {
        if (state == PeerState.CLOSED) {
            return;
        }
        // The last alert needs the path, so DTLS closes before the state says that there is none.
        dtls.close();
        state = PeerState.CLOSED;
        if (protection != null) {
            protection.close();
            protection = null;
        }
        loop.remove(owner);
        totals.add(counters);
        listener.closed(loop.nowNs(), reason);
    }

    /** Runs a task on the loop; what it throws ends this session, as it would from within a datagram. */
    private void guarded(Runnable task) {
        loop.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                owner.fail(e);
            }
        });
    }

    private void startDtls() {
        if (!dtlsStarted && state == PeerState.SECURING) {
            dtlsStarted = true;
            dtls.start();
        }
    }

    private void secured(int profileId, byte[] exporterMaterial) {
        SrtpProfile chosen = SrtpProfile.ofDtlsId(profileId);
        if (chosen == null) {
            closeWith(new CloseReason(
                    CloseReason.Kind.HANDSHAKE_FAILED, "DTLS agreed on the unknown SRTP profile " + profileId));
            return;
        }
        protection = new MediaProtection(chosen, dtlsRole, exporterMaterial, counters, loop.sendBuffer());
        state = PeerState.CONNECTED;
        long nowNs = loop.nowNs();
        heardNs = nowNs;
        listener.connected(nowNs);
        loop.reschedule(owner);
    }

    /** What the ICE agent says. */
    private final class IceEvents implements IceOutput {
        @Override
        public void send(InetSocketAddress to, byte[] data, int offset, int length) {
            loop.send(to, data, offset, length);
        }

        @Override
        public void validated(InetSocketAddress address) {
            validated.add(address);
        }

        @Override
        public void forgotten(InetSocketAddress address) {
            validated.remove(address);
        }

        @Override
        public void retired(IceCredentials local) {
            loop.release(owner, local.usernameFragment());
        }

        @Override
        public void selected(InetSocketAddress address) {
            if (!validated.contains(address)) {
                validated.add(address);
            }
            destination = new Destination(address);
            if (state == PeerState.CONNECTING) {
                state = PeerState.SECURING;
                phaseDeadlineNs = loop.nowNs() + options.handshakeTimeoutNs();
                // The client speaks first; a server's handshake begins with the client's first datagram, so that peers
                // who never send one take no place at the gate.
                if (dtlsRole == DtlsRole.CLIENT) {
                    startDtls();
                }
            }
        }

        @Override
        public void failed(IceFailure failure) {
            closeWith(CloseReason.of(failure));
        }
    }

    /** What DTLS says. */
    private final class DtlsEvents implements DtlsListener {
        @Override
        public void send(byte[] datagram, int offset, int length) {
            Destination to = destination;
            if (to != null) {
                loop.send(to, datagram, offset, length);
            }
        }

        @Override
        public void established(int srtpProfile, byte[] exporterMaterial) {
            if (state == PeerState.SECURING) {
                secured(srtpProfile, exporterMaterial);
            }
        }

        @Override
        public void applicationData(byte[] data, int offset, int length) {
            heardNs = loop.nowNs();
            listener.applicationData(heardNs, data, offset, length);
        }

        @Override
        public void closed(DtlsCloseReason reason) {
            closeWith(CloseReason.of(reason));
        }
    }
}
