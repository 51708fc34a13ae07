package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.dtls.DtlsCloseReason.Kind;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS 1.2 association with use_srtp (RFC 6347, 5764), either role, mutually authenticated as {@link PeerTrust} says.
 *
 * <p>Owned by one loop. Its methods are called there, and its callbacks come there: those of the handshake, which runs on a virtual thread
 * behind the {@link HandshakeGate}, as tasks of the loop's executor; those after it from within {@code receive}, {@code send} and {@code close}. No thread
 * remains after the handshake. A flight whose loss the peer's retransmission betrays is sent again then, too: {@code receive} answers it.
 *
 * <p>It answers whoever sends to it without a cookie exchange: the owner gives it only datagrams from an address that passed an
 * ICE check. A peer that begins a new association needs a new session.
 */
public final class DtlsSession implements SecureChannel {
    private enum State {
        NEW,
        HANDSHAKING,
        CONNECTED,
        CLOSED
    }

    // Given.
    private final DtlsRole role;
    private final DtlsOptions options;
    private final HandshakeGate gate;
    private final Executor loop;
    private final DtlsListener listener;

    // State, the loop's. Of the handshake nothing is left when it is over.
    private State state = State.NEW;
    private @Nullable HandshakePolicy policy;
    private @Nullable DatagramExchange exchange;
    private @Nullable Thread handshakeThread;
    private @Nullable RecordLayer records;
    private long startedNs;
    private long handshakeNs;
    private long receivedDropped;
    private long sendRefused;

    /**
     * @param trust judges the peer's certificate
     * @param srtpProfilesInPreferenceOrder SRTP protection profile ids, the server's order of choice: 0x0007 and 0x0008 (AEAD_AES_128_GCM, 256), 0x0001 (AES128_CM_HMAC_SHA1_80)
     * @param random for keys and nonces; shared between sessions, so one that threads may share
     * @param loop runs tasks on the owning loop, in order
     */
    public DtlsSession(
            DtlsRole role,
            DtlsCertificate certificate,
            PeerTrust trust,
            int[] srtpProfilesInPreferenceOrder,
            DtlsOptions options,
            SecureRandom random,
            HandshakeGate gate,
            Executor loop,
            DtlsListener listener) {
        this.role = role;
        this.options = options;
        this.gate = gate;
        this.loop = loop;
        this.listener = listener;
        this.policy =
                new HandshakePolicy(certificate, trust, srtpProfilesInPreferenceOrder, options, random, gate.keys());
        this.exchange = new DatagramExchange(options, this::sendFromHandshake);
    }

    @Override
    public void start() {
        if (state != State.NEW || policy == null || exchange == null) {
            throw new IllegalStateException("a DTLS session starts once");
        }
        state = State.HANDSHAKING;
        startedNs = System.nanoTime();
        long deadlineNs = startedNs + options.handshakeTimeoutMs() * 1_000_000L;
        DatagramExchange datagrams = exchange;
        DtlsHandshake handshake = new DtlsHandshake(role, policy, datagrams, gate);
        policy = null;
        handshakeThread = gate.start(() -> handshake.run(deadlineNs, new Outcome(datagrams)));
    }

    @Override
    public void receive(byte[] datagram, int offset, int length) {
        if (length < DatagramGuard.RECORD_HEADER_BYTES
                || length > DatagramExchange.INBOUND_DATAGRAM_BYTES_MAX
                || state == State.CLOSED) {
            receivedDropped++;
        } else if (records != null) {
            read(records, datagram, offset, length);
        } else if (exchange == null
                || !DatagramGuard.admits(datagram, offset, length)
                || !exchange.offer(datagram, offset, length)) {
            receivedDropped++;
        }
    }

    @Override
    public boolean send(byte[] data, int offset, int length) {
        if (records == null || length < 1 || length > options.applicationDataBytesMax()) {
            sendRefused++;
            return false;
        }
        records.sendApplicationData(data, offset, length, listener);
        return true;
    }

    @Override
    public void close() {
        state = State.CLOSED;
        if (records != null) {
            records.sendCloseNotify(listener);
        } else if (handshakeThread != null) {
            handshakeThread.interrupt();
        }
        forget();
    }

    /** Datagrams dropped unread: too short, too long, of no known version, announcing too much, too many at once, or after the end. */
    public long receivedDropped() {
        return receivedDropped;
    }

    /** Application data that {@link #send} did not take. */
    public long sendRefused() {
        return sendRefused;
    }

    /** From {@code start()} to {@code established}, nanoseconds; 0 until then. */
    public long handshakeNs() {
        return handshakeNs;
    }

    // On the handshake's virtual thread.

    private void sendFromHandshake(byte[] buffer, int length) {
        byte[] datagram = Arrays.copyOf(buffer, length);
        post(() -> listener.send(datagram, 0, length));
    }

    private void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException loopHasEnded) {
            // Then so has the session, and nobody is left to tell.
            Thread.currentThread().interrupt();
        }
    }

    private final class Outcome implements DtlsHandshake.Outcome {
        private final DatagramExchange datagrams;

        Outcome(DatagramExchange datagrams) {
            this.datagrams = datagrams;
        }

        @Override
        public void succeeded(DtlsHandshake.Result result) {
            post(() -> connected(result, datagrams));
        }

        @Override
        public void failed(DtlsCloseReason reason) {
            post(() -> fail(reason));
        }
    }

    // On the loop.

    private void connected(DtlsHandshake.Result result, DatagramExchange datagrams) {
        RecordLayer established = result.records();
        if (state == State.CLOSED) {
            established.sendCloseNotify(listener); // closed while the handshake's last message was under way
            established.wipe();
            return;
        }
        exchange = null;
        handshakeThread = null;
        records = established;
        handshakeNs = System.nanoTime() - startedNs;
        listener.established(result.srtpProfile(), result.exporterMaterial());
        for (byte[] data : result.applicationData()) {
            listener.applicationData(data, 0, data.length);
        }
        if (result.peerClosed()) {
            fail(new DtlsCloseReason(Kind.PEER_CLOSED, "the peer closed the DTLS association"));
        }
        // What arrived behind the peer's last flight.
        byte[] unread = datagrams.unread();
        while (unread != null && records != null) {
            read(established, unread, 0, unread.length);
            unread = datagrams.unread();
        }
    }

    private void read(RecordLayer established, byte[] datagram, int offset, int length) {
        DtlsCloseReason ended = established.receive(datagram, offset, length, listener);
        if (ended != null) {
            fail(ended);
        }
    }

    private void fail(DtlsCloseReason reason) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            forget();
            listener.closed(reason);
        }
    }

    private void forget() {
        policy = null;
        exchange = null;
        handshakeThread = null;
        if (records != null) {
            records.wipe();
            records = null;
        }
    }
}
