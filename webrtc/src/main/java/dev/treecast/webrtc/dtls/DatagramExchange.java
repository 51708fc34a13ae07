package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.priority.BackgroundPriority;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/**
 * What BouncyCastle takes for its socket during a handshake: the loop offers datagrams to a bounded queue, and BouncyCastle blocks on it on a virtual
 * thread.
 *
 * <p>Records of one flight leave together, as many as fit in a datagram (RFC 6347 section 4.1.1): BouncyCastle writes a datagram a record, and
 * a flight of one datagram is lost once in 100 at 1 % loss where one of six is lost six times.
 */
final class DatagramExchange implements DatagramTransport {
    /** The largest datagram we take, bytes. WebRTC peers send at most 1,200 to 1,500; beyond is dropped. */
    static final int INBOUND_DATAGRAM_BYTES_MAX = 2_048;

    /**
     * Held before the handshake has its place at the gate: a ClientHello in two datagrams and one retransmission. More copies would
     * each be answered with a whole flight when its turn comes.
     */
    private static final int DATAGRAMS_BEFORE_HANDSHAKE_MAX = 4;

    interface Outlet {
        void datagram(byte[] buffer, int length);
    }

    private final int datagramBytesMax;
    private final ArrayBlockingQueue<byte[]> inbound;
    private final byte[] packed;

    private final Outlet outlet;

    private int packedLength;
    private long lastSentInEpoch0 = -1;
    private byte @Nullable [] first;
    private volatile boolean handshaking;

    DatagramExchange(DtlsOptions options, Outlet outlet) {
        this.datagramBytesMax = options.datagramBytesMax();
        this.inbound = new ArrayBlockingQueue<>(options.inboundDatagramsMax());
        this.packed = new byte[datagramBytesMax];
        this.outlet = outlet;
    }

    /** On the loop. False when the datagram is dropped because enough are waiting. */
    boolean offer(byte[] datagram, int offset, int length) {
        return (handshaking || inbound.size() < DATAGRAMS_BEFORE_HANDSHAKE_MAX)
                && inbound.offer(Arrays.copyOfRange(datagram, offset, offset + length));
    }

    /** On the handshake's thread: waits for the peer's first datagram. False when none came in time. */
    boolean awaitFirst(long timeoutNs) throws InterruptedException {
        first = inbound.poll(timeoutNs, TimeUnit.NANOSECONDS);
        return first != null;
    }

    /** On the handshake's thread: from now on a whole flight may queue. */
    void handshakeBegins() {
        handshaking = true;
    }

    /** On the loop, when the handshake's thread has ended: a datagram that it did not read, or null. */
    byte @Nullable [] unread() {
        return inbound.poll();
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMs) throws IOException {
        flush();
        byte[] datagram = first;
        first = null;
        if (datagram == null) {
            datagram = await(waitMs);
        }
        if (datagram == null) {
            return -1;
        }
        System.arraycopy(datagram, 0, buffer, offset, Math.min(datagram.length, length));
        return datagram.length;
    }

    private byte @Nullable [] await(int waitMs) throws TlsFatalAlert {
        try {
            byte[] datagram = inbound.poll(waitMs, TimeUnit.MILLISECONDS);
            BackgroundPriority.lower(); // another carrier may have picked the handshake up
            return datagram;
        } catch (InterruptedException closed) {
            throw new TlsFatalAlert(AlertDescription.user_canceled, closed);
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        if (packedLength + length > packed.length) {
            flush();
        }
        boolean epoch0 = buffer[offset + 3] == 0 && buffer[offset + 4] == 0;
        if (epoch0) {
            lastSentInEpoch0 = new BigInteger(1, buffer, offset + 5, 6).longValue();
        }
        System.arraycopy(buffer, offset, packed, packedLength, length);
        packedLength += length;
    }

    /** The sequence number of the last record in the clear; -1 before the first. */
    long lastSentInEpoch0() {
        return lastSentInEpoch0;
    }

    /** Hands on what {@link #send} has packed. */
    void flush() {
        int length = packedLength;
        if (length > 0) {
            packedLength = 0;
            outlet.datagram(packed, length);
        }
    }

    @Override
    public int getReceiveLimit() {
        return INBOUND_DATAGRAM_BYTES_MAX;
    }

    @Override
    public int getSendLimit() {
        return datagramBytesMax;
    }

    @Override
    public void close() {
        flush();
    }
}
