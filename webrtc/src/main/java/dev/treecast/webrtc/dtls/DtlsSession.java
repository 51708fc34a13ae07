package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.dtls.DtlsCloseReason.Kind;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS 1.2 association with use_srtp (RFC 6347, 5764), either role, mutually authenticated by fingerprint (RFC 8122).
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

    // Owned.
    private final HandshakePolicy policy;
    private final DatagramExchange exchange;

    // State, the loop's.
    private State state = State.NEW;
    private @Nullable Thread handshakeThread;
    private @Nullable DTLSTransport transport;
    private byte[] plaintext = new byte[0];
    private long startedNs;
    private long handshakeNs;
    private long receivedDropped;
    private long sendRefused;

    /**
     * @param expected the peer's certificate has to match one of these, see {@link DtlsFingerprint#anyMatches}; at least one
     * @param srtpProfilesInPreferenceOrder SRTP protection profile ids, the server's order of choice: 0x0007 and 0x0008 (AEAD_AES_128_GCM, 256), 0x0001 (AES128_CM_HMAC_SHA1_80)
     * @param random for keys and nonces; shared between sessions, so one that threads may share
     * @param loop runs tasks on the owning loop, in order
     */
    public DtlsSession(
            DtlsRole role,
            DtlsCertificate certificate,
            List<DtlsFingerprint> expected,
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
        this.policy = new HandshakePolicy(certificate, expected, srtpProfilesInPreferenceOrder, options, random);
        this.exchange = new DatagramExchange(options, this::sendFromHandshake);
    }

    @Override
    public void start() {
        if (state != State.NEW) {
            throw new IllegalStateException("a DTLS session starts once");
        }
        state = State.HANDSHAKING;
        startedNs = System.nanoTime();
        handshakeThread = gate.start(this::handshake);
    }

    @Override
    public void receive(byte[] datagram, int offset, int length) {
        if (length < DatagramGuard.RECORD_HEADER_BYTES
                || length > DatagramExchange.INBOUND_DATAGRAM_BYTES_MAX
                || state == State.CLOSED
                || !DatagramGuard.admits(datagram, offset, length)) {
            receivedDropped++;
            return;
        }
        if (state == State.CONNECTED) {
            exchange.lend(datagram, offset, length);
            readAll();
        } else if (!exchange.offer(datagram, offset, length)) {
            receivedDropped++;
        }
    }

    @Override
    public boolean send(byte[] data, int offset, int length) {
        DTLSTransport established = transport;
        if (state != State.CONNECTED
                || established == null
                || length < 1
                || length > options.applicationDataBytesMax()) {
            sendRefused++;
            return false;
        }
        try {
            established.send(data, offset, length);
            exchange.flush();
            return true;
        } catch (IOException e) {
            fail(new DtlsCloseReason(Kind.CONNECTION_FAILED, "a DTLS record could not be made: " + e.getMessage()));
            return false;
        }
    }

    @Override
    public void close() {
        State before = state;
        state = State.CLOSED;
        if (before == State.CONNECTED) {
            closeTransport();
        } else if (before == State.HANDSHAKING && handshakeThread != null) {
            handshakeThread.interrupt();
        }
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

    private void handshake() {
        DtlsCloseReason failure;
        try {
            long deadlineNs = startedNs + options.handshakeTimeoutMs() * 1_000_000L;
            failure = handshakeBefore(deadlineNs);
        } catch (InterruptedException closed) {
            return;
        } catch (IOException e) {
            failure = reasonOf(e);
        } catch (RuntimeException e) {
            failure = new DtlsCloseReason(Kind.HANDSHAKE_FAILED, "the DTLS handshake broke: " + e);
        }
        if (failure != null) {
            DtlsCloseReason reason = failure;
            post(() -> fail(reason));
        }
    }

    private @Nullable DtlsCloseReason handshakeBefore(long deadlineNs) throws IOException, InterruptedException {
        // A viewer that never says hello holds no place at the gate.
        if (role == DtlsRole.SERVER && !exchange.awaitFirst(deadlineNs - System.nanoTime())) {
            return new DtlsCloseReason(
                    Kind.HANDSHAKE_TIMED_OUT, "no DTLS ClientHello came within the handshake timeout");
        }
        switch (gate.enter(deadlineNs - System.nanoTime())) {
            case REFUSED -> {
                return new DtlsCloseReason(Kind.OVERLOADED, "too many DTLS handshakes are waiting");
            }
            case TIMED_OUT -> {
                return new DtlsCloseReason(
                        Kind.HANDSHAKE_TIMED_OUT, "the DTLS handshake waited for others until its timeout");
            }
            case ADMITTED -> {}
        }
        try {
            exchange.handshakeBegins();
            long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000L;
            policy.handshakeTimeoutMs = (int) Math.max(1, leftMs);
            DTLSTransport established = role == DtlsRole.CLIENT
                    ? new DTLSClientProtocol().connect(new SrtpTlsClient(policy), exchange)
                    : new DTLSServerProtocol().accept(new SrtpTlsServer(policy), exchange);
            exchange.flush();
            post(() -> connected(established));
            return null;
        } finally {
            gate.leave();
        }
    }

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

    private DtlsCloseReason reasonOf(IOException e) {
        DtlsCloseReason known = policy.failure();
        if (known != null) {
            return known;
        }
        if (policy.closeNotifyReceived()) {
            return new DtlsCloseReason(Kind.HANDSHAKE_FAILED, "the peer closed during the DTLS handshake");
        }
        return switch (e) {
            case TlsTimeoutException timedOut ->
                new DtlsCloseReason(Kind.HANDSHAKE_TIMED_OUT, "the peer fell silent during the DTLS handshake");
            case TlsFatalAlertReceived alert ->
                new DtlsCloseReason(
                        Kind.HANDSHAKE_FAILED,
                        "the peer ended the DTLS handshake with "
                                + AlertDescription.getText(alert.getAlertDescription()));
            case TlsFatalAlert alert ->
                new DtlsCloseReason(
                        Kind.HANDSHAKE_FAILED,
                        "we ended the DTLS handshake with " + AlertDescription.getText(alert.getAlertDescription()));
            default -> new DtlsCloseReason(Kind.HANDSHAKE_FAILED, "the DTLS handshake failed: " + e.getMessage());
        };
    }

    // On the loop.

    private void connected(DTLSTransport established) {
        transport = established;
        handshakeThread = null;
        exchange.connected((buffer, length) -> listener.send(buffer, 0, length));
        byte[] exporterMaterial = policy.exporterMaterial();
        if (state == State.CLOSED || exporterMaterial == null) {
            closeTransport(); // closed while the handshake's last message was under way
            return;
        }
        state = State.CONNECTED;
        handshakeNs = System.nanoTime() - startedNs;
        plaintext = new byte[DatagramExchange.INBOUND_DATAGRAM_BYTES_MAX];
        listener.established(policy.srtpProfile(), exporterMaterial);
        readAll(); // what arrived behind the peer's last flight
    }

    /** Hands on all that the lent datagram (or, once, the handshake's queue) holds. */
    private void readAll() {
        DTLSTransport established = transport;
        try {
            while (state == State.CONNECTED && established != null) {
                int length = established.receive(plaintext, 0, plaintext.length, 0);
                if (length > 0) {
                    listener.applicationData(plaintext, 0, length);
                }
            }
        } catch (DatagramExchange.NothingToRead allRead) {
            exchange.flush();
            if (policy.closeNotifyReceived()) {
                fail(new DtlsCloseReason(Kind.PEER_CLOSED, "the peer closed the DTLS association"));
            }
        } catch (TlsFatalAlertReceived alert) {
            fail(new DtlsCloseReason(
                    Kind.CONNECTION_FAILED,
                    "the peer ended the DTLS association with "
                            + AlertDescription.getText(alert.getAlertDescription())));
        } catch (IOException e) {
            fail(new DtlsCloseReason(Kind.CONNECTION_FAILED, "the DTLS association broke: " + e.getMessage()));
        }
    }

    private void closeTransport() {
        if (transport != null) {
            try {
                transport.close();
            } catch (IOException alreadyBroken) {
                // Then there is nothing to close in good order.
            }
            exchange.flush();
        }
    }

    private void fail(DtlsCloseReason reason) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            listener.closed(reason);
        }
    }
}
