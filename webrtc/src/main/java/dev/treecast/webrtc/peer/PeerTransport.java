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
    private final DtlsRole dtlsRole;
    private final PeerListener listener;
    private final PeerTotals totals;

    // Owned.
    private final SecureChannel dtls;
    private final IceEvents iceEvents = new IceEvents();
    private final PeerCounters counters = new PeerCounters();
    private final PeerRoutes routes;
    private final PeerDeadlines deadlines;
    private final HandshakeRoundTrip handshake = new HandshakeRoundTrip();
    private final PeerMedia media;
    private @Nullable PeerDataChannels channels;

    // State.
    private PeerState state = PeerState.CONNECTING;
    private @Nullable Destination destination;
    private boolean dtlsStarted;

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
        this.dtlsRole = dtlsRole;
        this.listener = listener;
        this.totals = totals;
        this.routes = new PeerRoutes(loop, owner, checked);
        this.deadlines = new PeerDeadlines(options);
        this.media = new PeerMedia(loop, counters, deadlines, listener);
        this.dtls = dtls.apply(this::guarded, new DtlsEvents());
    }

    /** Registers with the loop and starts the clock of the first phase. */
    public void start(long nowNs) {
        deadlines.connecting(nowNs);
        routes.open(ice.localCredentials());
        ice.start(nowNs);
        ice.poll(nowNs, iceEvents);
        loop.reschedule(owner);
    }

    /** Has it carry data channels as well; before {@link #start}. */
    void carry(PeerDataChannels negotiated) {
        channels = negotiated;
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
        return media.profile();
    }

    /** The round trip that the handshake took, at its shortest; 0 while unknown. Later measurements are better. */
    public long handshakeRoundTripNs() {
        return handshake.ns();
    }

    /** When something authentic last came. */
    public long heardNs() {
        return deadlines.heardNs();
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
        } else if (!routes.isValidated(from)) {
            counters.tooEarly++;
        } else if (first >= 20 && first < 64) {
            startDtls();
            handshake.received(nowNs, data, offset, length);
            dtls.receive(data, offset, length);
        } else if (first >= 128 && first < 192) {
            media.received(nowNs, data, offset, length);
        } else {
            counters.malformed++;
        }
    }

    private void stun(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        long provenBefore = ice.counters().proofs();
        ice.handle(nowNs, from, data, offset, length, iceEvents);
        if (ice.counters().proofs() != provenBefore) {
            deadlines.heard(nowNs);
        }
    }

    // ---- Time ----

    @Override
    public long nextDeadlineNs() {
        if (state == PeerState.CLOSED) {
            return NO_DEADLINE;
        }
        long next = Math.min(Math.min(deadlines.nextNs(state), ice.nextDeadlineNs()), media.nextDeadlineNs());
        return channels == null ? next : Math.min(next, channels.nextDeadlineNs());
    }

    @Override
    public void timeout(long nowNs) {
        if (state == PeerState.CLOSED) {
            return;
        }
        CloseReason overdue = deadlines.overdue(state, nowNs);
        if (overdue != null) {
            closeWith(overdue);
            return;
        }
        ice.poll(nowNs, iceEvents);
        if (channels != null) {
            channels.timeout(nowNs);
        }
        media.timeout(nowNs);
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
        return media.sendRtp(packet, sequenceNumber);
    }

    /**
     * Sends an RTP packet again to a peer that has no RTX. Every byte must be what it was the first time: see {@link
     * dev.treecast.webrtc.srtp.SrtpSender#resendRtp}.
     */
    public boolean resendRtp(PlainRtpPacket packet, int sequenceNumber) {
        return media.resendRtp(packet, sequenceNumber);
    }

    /** Encrypts and sends one RTP packet; false when the transport is not connected. The packet is not changed. */
    public boolean sendRtp(byte[] packet, int offset, int length) {
        return media.sendRtp(packet, offset, length);
    }

    /** Encrypts and sends one RTCP datagram; false when the transport is not connected. */
    public boolean sendRtcp(byte[] packet, int offset, int length) {
        return media.sendRtcp(packet, offset, length);
    }

    /** Sends application data, an SCTP packet, as one DTLS record; false when the transport is not connected or it is too long. */
    boolean sendApplicationData(byte[] data, int offset, int length) {
        return state == PeerState.CONNECTED && dtls.send(data, offset, length);
    }

    // ---- ICE restart, end ----

    /** Begins an ICE restart (RFC 8445 section 9): media flows on over the old path until the new credentials have proved one. */
    public void restart(IceCredentials local, IceCredentials remoteCredentials) {
        if (ice instanceof IceLiteAgent lite) {
            routes.claim(local);
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
        // The last words need the path, so channels and DTLS close before the state says that there is none.
        if (channels != null) {
            channels.close(loop.nowNs());
        }
        dtls.close();
        state = PeerState.CLOSED;
        media.close();
        routes.close();
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

    /** What the ICE agent says. */
    private final class IceEvents implements IceOutput {
        @Override
        public void send(InetSocketAddress to, byte[] data, int offset, int length) {
            loop.send(to, data, offset, length);
        }

        @Override
        public void validated(InetSocketAddress address) {
            routes.validated(address);
        }

        @Override
        public void forgotten(InetSocketAddress address) {
            routes.forgotten(address);
        }

        @Override
        public void retired(IceCredentials local) {
            routes.release(local);
        }

        @Override
        public void selected(InetSocketAddress address) {
            if (!routes.isValidated(address)) {
                routes.validated(address);
            }
            Destination path = new Destination(address);
            destination = path;
            if (media.sendTo(path)) {
                listener.moved(loop.nowNs());
            }
            if (state == PeerState.CONNECTING) {
                state = PeerState.SECURING;
                deadlines.securing(loop.nowNs());
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
                handshake.sent(loop.nowNs());
                loop.send(to, datagram, offset, length);
            }
        }

        @Override
        public void established(int srtpProfile, byte[] exporterMaterial) {
            Destination to = destination;
            if (state != PeerState.SECURING || to == null) {
                return;
            }
            SrtpProfile chosen = SrtpProfile.ofDtlsId(srtpProfile);
            if (chosen == null) {
                String why = "DTLS agreed on the unknown SRTP profile " + srtpProfile;
                closeWith(new CloseReason(CloseReason.Kind.HANDSHAKE_FAILED, why));
                return;
            }
            long nowNs = loop.nowNs();
            media.start(nowNs, chosen, dtlsRole, exporterMaterial, to);
            state = PeerState.CONNECTED;
            deadlines.heard(nowNs);
            listener.connected(nowNs);
            if (channels != null) {
                channels.connected(nowNs);
            }
            loop.reschedule(owner);
        }

        @Override
        public void applicationData(byte[] data, int offset, int length) {
            long nowNs = loop.nowNs();
            deadlines.heard(nowNs);
            if (channels != null) {
                channels.received(nowNs, data, offset, length);
            }
        }

        @Override
        public void closed(DtlsCloseReason reason) {
            closeWith(CloseReason.of(reason));
        }
    }
}
