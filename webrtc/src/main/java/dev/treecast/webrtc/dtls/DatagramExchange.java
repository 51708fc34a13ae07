package dev.treecast.webrtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/**
 * What BouncyCastle takes for its socket. It has two lives:
 *
 * <ol>
 *   <li>During the handshake the loop offers datagrams to a bounded queue and BouncyCastle blocks on it on a virtual thread.
 *   <li>After {@link #connected} the loop alone uses it: it lends a datagram, asks BouncyCastle for what is in it, and
 *       {@link NothingToRead} comes out when all is read. Not a return value, because BouncyCastle takes "nothing yet" for a
 *       reason to ask again until its wait is over: it would spin a millisecond a datagram, or, without a wait, for ever.
 * </ol>
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

    /** All that was there is read. Without a stack trace and one a session, because it is thrown once a datagram. */
    static final class NothingToRead extends InterruptedIOException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private final int datagramBytesMax;
    private final ArrayBlockingQueue<byte[]> inbound;
    private final byte[] packed;
    private final NothingToRead nothingToRead = new NothingToRead();

    private int packedLength;
    private Outlet outlet;
    private byte @Nullable [] first;
    private volatile boolean handshaking;
    private boolean connected;

    private byte @Nullable [] lent;
    private int lentOffset;
    private int lentLength;

    DatagramExchange(DtlsOptions options, Outlet outlet) {
        this.datagramBytesMax = options.datagramBytesMax();
        this.inbound = new ArrayBlockingQueue<>(options.inboundDatagramsMax());
        this.packed = new byte[datagramBytesMax];
        this.outlet = outlet;
    }

    /** On the loop, before {@link #connected}. False when the datagram is dropped because enough are waiting. */
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

    /** On the loop, when the handshake's thread has ended: from now on nothing blocks, and sends come on the loop. */
    void connected(Outlet outletOnLoop) {
        connected = true;
        outlet = outletOnLoop;
    }

    /** On the loop, after {@link #connected}: the next datagram to read, valid until the caller returns. */
    void lend(byte[] datagram, int offset, int length) {
        lent = datagram;
        lentOffset = offset;
        lentLength = length;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMs) throws IOException {
        flush();
        byte[] datagram = lent;
        if (datagram != null) {
            lent = null;
            System.arraycopy(datagram, lentOffset, buffer, offset, Math.min(lentLength, length));
            return lentLength;
        }
        datagram = first;
        first = null;
        if (datagram == null) {
            datagram = connected ? inbound.poll() : await(waitMs);
        }
        if (datagram == null) {
            if (connected) {
                throw nothingToRead;
            }
            return -1;
        }
        System.arraycopy(datagram, 0, buffer, offset, Math.min(datagram.length, length));
        return datagram.length;
    }

    private byte @Nullable [] await(int waitMs) throws TlsFatalAlert {
        try {
            return inbound.poll(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException closed) {
            throw new TlsFatalAlert(AlertDescription.user_canceled, closed);
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        if (packedLength + length > packed.length) {
            flush();
        }
        System.arraycopy(buffer, offset, packed, packedLength, length);
        packedLength += length;
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
