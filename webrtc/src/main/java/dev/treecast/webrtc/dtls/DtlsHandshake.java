package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.dtls.DtlsCloseReason.Kind;
import dev.treecast.webrtc.priority.BackgroundPriority;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/** The blocking part of a session, on a virtual thread of its own: from the peer's first datagram to the keys. */
final class DtlsHandshake {
    /** What is left of it; everything else, some 30 KiB, goes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Result(
            RecordLayer records,
            int srtpProfile,
            byte[] exporterMaterial,
            List<byte[]> applicationData,
            boolean peerClosed) {}

    /** Called on the handshake's thread, one of the two, once; neither after an interrupt. */
    interface Outcome {
        void succeeded(Result result);

        void failed(DtlsCloseReason reason);
    }

    private final DtlsRole role;
    private final HandshakePolicy policy;
    private final DatagramExchange exchange;
    private final HandshakeGate gate;

    DtlsHandshake(DtlsRole role, HandshakePolicy policy, DatagramExchange exchange, HandshakeGate gate) {
        this.role = role;
        this.policy = policy;
        this.exchange = exchange;
        this.gate = gate;
    }

    void run(long deadlineNs, Outcome outcome) {
        DtlsCloseReason failure;
        try {
            failure = enter(deadlineNs);
            if (failure == null) {
                Result result;
                try {
                    result = shakeHands(deadlineNs);
                } finally {
                    gate.leave();
                }
                outcome.succeeded(result);
                return;
            }
        } catch (InterruptedException closed) {
            return;
        } catch (IOException e) {
            failure = reasonOf(e);
        } catch (RuntimeException e) {
            failure = new DtlsCloseReason(Kind.HANDSHAKE_FAILED, "the DTLS handshake broke: " + e);
        } finally {
            policy.crypto.close();
        }
        outcome.failed(failure);
    }

    private @Nullable DtlsCloseReason enter(long deadlineNs) throws InterruptedException {
        // A viewer that never says hello holds no place at the gate.
        if (role == DtlsRole.SERVER && !exchange.awaitFirst(deadlineNs - System.nanoTime())) {
            return new DtlsCloseReason(
                    Kind.HANDSHAKE_TIMED_OUT, "no DTLS ClientHello came within the handshake timeout");
        }
        return switch (gate.enter(deadlineNs - System.nanoTime())) {
            case REFUSED -> new DtlsCloseReason(Kind.OVERLOADED, "too many DTLS handshakes are waiting");
            case TIMED_OUT ->
                new DtlsCloseReason(Kind.HANDSHAKE_TIMED_OUT, "the DTLS handshake waited for others until its timeout");
            case ADMITTED -> null;
        };
    }

    private Result shakeHands(long deadlineNs) throws IOException {
        BackgroundPriority.lower();
        exchange.handshakeBegins();
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000L;
        policy.handshakeTimeoutMs = (int) Math.max(1, leftMs);
        DTLSTransport established = role == DtlsRole.CLIENT
                ? new DTLSClientProtocol().connect(new SrtpTlsClient(policy), exchange)
                : new DTLSServerProtocol().accept(new SrtpTlsServer(policy), exchange);
        List<byte[]> applicationData = behindTheLastFlight(established);
        exchange.flush();
        RecordCipher cipher = policy.crypto.recordCipher();
        byte[] exporterMaterial = policy.exporterMaterial();
        if (cipher == null || exporterMaterial == null) {
            throw new IllegalStateException("a handshake without keys");
        }
        return new Result(
                new RecordLayer(cipher, role, exchange.lastSentInEpoch0()),
                policy.srtpProfile(),
                exporterMaterial,
                applicationData,
                policy.closeNotifyReceived());
    }

    /** What came in the datagram of the peer's Finished, behind it. */
    private static List<byte[]> behindTheLastFlight(DTLSTransport established) throws IOException {
        List<byte[]> applicationData = new ArrayList<>();
        byte[] buffer = new byte[DatagramExchange.INBOUND_DATAGRAM_BYTES_MAX];
        int length = established.receivePending(buffer, 0, buffer.length);
        while (length >= 0) {
            applicationData.add(Arrays.copyOf(buffer, length));
            length = established.receivePending(buffer, 0, buffer.length);
        }
        return applicationData;
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
}
