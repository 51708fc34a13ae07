package dev.treecast.webrtc.sctp;

import dev.treecast.webrtc.sctp.packet.ChunkHeader;
import dev.treecast.webrtc.sctp.packet.ErrorCause;
import dev.treecast.webrtc.sctp.packet.InitChunk;
import dev.treecast.webrtc.sctp.packet.PacketHeader;
import dev.treecast.webrtc.sctp.packet.PacketWriter;
import dev.treecast.webrtc.sctp.rx.Reassembly;
import dev.treecast.webrtc.sctp.rx.Receiver;
import dev.treecast.webrtc.sctp.tx.OutboundStream;
import dev.treecast.webrtc.sctp.tx.RetransmissionTimeout;
import dev.treecast.webrtc.sctp.tx.SendQueue;
import dev.treecast.webrtc.sctp.tx.Sender;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One SCTP association (RFC 9260) over one DTLS session (RFC 8261): state, dispatch, and the packets that go out.
 *
 * <p>Owned by one loop. The owner gives it every packet and calls {@link #timeout} at {@link #nextDeadlineNs}, which it asks for again after every
 * call. Packets leave from within the calls; during one that takes a packet or a timeout, what the listener sends waits for its end, and then
 * shares packets.
 */
public final class SctpAssociation {
    static final long NEVER = Long.MAX_VALUE;

    /** Packets with data from one call: as many as the first congestion window holds. */
    private static final int BURST_PACKETS_MAX = 10;

    private static final long NS_PER_MS = 1_000_000;

    // Given.
    final SctpOptions options;
    private final SctpScratch scratch;
    private final PacketSink out;
    final SctpListener listener;
    final int localTag;
    final int localInitialTsn;

    // Owned.
    final SctpCounters counters = new SctpCounters();
    final RetransmissionTimeout timeout;
    final SendQueue queue;
    final Sender sender;
    final Handshake handshake;
    final Heartbeat heartbeat;
    final StreamReset reset;
    final Shutdown shutdown;
    private final ChunkHandler chunks;
    private @Nullable Receiver receiver;

    // State.
    AssociationState state = AssociationState.NEW;

    @Nullable
    InitChunk peer;

    private int failures;
    private boolean busy;
    private long receivedNs;

    /**
     * @param scratch shared with the loop's other associations
     * @param random for tags and TSNs; DTLS keeps strangers out, so it need not be a secure one
     */
    public SctpAssociation(
            SctpOptions options, SctpScratch scratch, RandomGenerator random, PacketSink out, SctpListener listener) {
        this.options = options;
        this.scratch = scratch;
        this.out = out;
        this.listener = listener;
        this.localTag = random.nextInt(1, Integer.MAX_VALUE);
        this.localInitialTsn = random.nextInt();
        this.timeout = new RetransmissionTimeout(
                options.rtoInitialMs() * NS_PER_MS, options.rtoMinMs() * NS_PER_MS, options.rtoMaxMs() * NS_PER_MS);
        this.queue = new SendQueue(options.sendQueueBytesMax(), options.lossyQueueBytesMax());
        this.sender = new Sender(localInitialTsn, options.packetBytesMax() - PacketHeader.LENGTH, queue, timeout);
        this.handshake = new Handshake(this, random.nextLong());
        this.heartbeat = new Heartbeat(this, options.heartbeatIntervalMs() * NS_PER_MS);
        this.reset = new StreamReset(this, localInitialTsn);
        this.shutdown = new Shutdown(this);
        this.chunks = new ChunkHandler(this);
    }

    /** Sends INIT. Both ends may. */
    public void start(long nowNs) {
        if (state == AssociationState.NEW) {
            handshake.start(nowNs);
        }
    }

    public boolean isEstablished() {
        return state == AssociationState.ESTABLISHED;
    }

    public boolean isClosed() {
        return state == AssociationState.CLOSED;
    }

    /** The smoothed round trip, ns; -1 before the first measurement. */
    public long roundTripNs() {
        return timeout.smoothedRoundTripNs();
    }

    public SctpCounters counters() {
        return counters;
    }

    /** A stream to send on; costs memory from the first time. */
    public OutboundStream stream(int id) {
        return queue.stream(id);
    }

    /**
     * Queues a message, a copy, and sends what may go.
     *
     * @param expiresNs when it is worth nothing any more, or {@link OutboundStream#NO_EXPIRY}
     * @param retransmissionsMax or {@link OutboundStream#NO_RETRANSMISSION_LIMIT}
     * @return false when the association is over or ending, the message empty or longer than the peer takes, the stream more than the peer
     *     takes, or no room
     */
    public boolean send(
            long nowNs,
            OutboundStream stream,
            int payloadProtocol,
            boolean ordered,
            long expiresNs,
            int retransmissionsMax,
            byte[] b,
            int off,
            int len) {
        boolean open = state.isHandshaking() || state == AssociationState.ESTABLISHED;
        if (!open || len < 1 || len > options.peerMessageBytesMax() || stream.id() >= outboundStreams()) {
            return false;
        }
        if (!queue.add(stream, payloadProtocol, ordered, expiresNs, retransmissionsMax, b, off, len)) {
            return false;
        }
        flush(nowNs);
        return true;
    }

    /** Streams that we may send on: what we asked for and the peer takes. */
    public int outboundStreams() {
        return peer == null ? options.streamsMax() : Math.min(options.streamsMax(), peer.inboundStreams());
    }

    /** Resets a stream of ours when all that was sent on it is acknowledged. */
    public void resetStream(long nowNs, int streamId) {
        reset.reset(streamId);
        flush(nowNs);
    }

    /** Ends when everything queued has been delivered. */
    public void shutdown(long nowNs) {
        if (state.isHandshaking()) {
            abort(nowNs, "closed");
            return;
        }
        shutdown.start(nowNs);
        flush(nowNs);
    }

    /** Ends at once: ABORT. */
    public void abort(long nowNs, String reason) {
        abort(nowNs, ErrorCause.USER_INITIATED_ABORT, reason);
    }

    void abort(long nowNs, int cause, String reason) {
        if (state == AssociationState.CLOSED) {
            return;
        }
        if (peer != null) {
            PacketWriter writer = startPacket(peerTag());
            writer.advance(ErrorCause.writeAbort(writer.buffer(), writer.position(), cause, reason));
            emit(writer);
        }
        close(nowNs, reason);
    }

    // Packets in.

    /** Takes one packet out of DTLS. */
    public void receive(long nowNs, byte[] b, int off, int len) {
        counters.packetsReceived++;
        if (state == AssociationState.CLOSED
                || !PacketHeader.isIntact(b, off, len, scratch.writer.crc())
                || !isForUs(b, off)) {
            counters.packetsDropped++;
            return;
        }
        busy = true;
        receivedNs = nowNs;
        heartbeat.heard(nowNs);
        int end = off + len;
        int at = off + PacketHeader.LENGTH;
        while (at < end && state != AssociationState.CLOSED) {
            int length = end - at < ChunkHeader.LENGTH ? 0 : ChunkHeader.length(b, at);
            if (length < ChunkHeader.LENGTH || length > end - at || !chunks.handle(nowNs, b, at, length, end)) {
                counters.chunksDropped++;
                break;
            }
            at += ChunkHeader.padded(length);
        }
        if (receiver != null) {
            receiver.endPacket(nowNs);
        }
        busy = false;
        flush(nowNs);
    }

    /** RFC 9260 section 8.5. */
    private boolean isForUs(byte[] b, int off) {
        int tag = PacketHeader.verificationTag(b, off);
        int first = off + PacketHeader.LENGTH;
        int type = ChunkHeader.type(b, first);
        if (type == ChunkHeader.INIT) {
            return tag == 0;
        }
        boolean reflected = (type == ChunkHeader.ABORT || type == ChunkHeader.SHUTDOWN_COMPLETE)
                && (ChunkHeader.flags(b, first) & ChunkHeader.FLAG_T) != 0;
        return reflected ? peer != null && tag == peerTag() : tag == localTag;
    }

    // Time.

    /** When {@link #timeout} wants to be called; {@link Long#MAX_VALUE} when it need not be. */
    public long nextDeadlineNs() {
        if (state == AssociationState.CLOSED) {
            return NEVER;
        }
        long next = Math.min(handshake.deadlineNs(), sender.deadlineNs());
        next = Math.min(next, Math.min(reset.deadlineNs(), shutdown.deadlineNs()));
        next = Math.min(next, heartbeat.deadlineNs());
        return receiver == null ? next : Math.min(next, receiver.ackDeadlineNs());
    }

    /** Does what has become due; may be called at any time. */
    public void timeout(long nowNs) {
        busy = true;
        if (isDue(handshake.deadlineNs(), nowNs)) {
            handshake.timedOut(nowNs);
        }
        if (isDue(sender.deadlineNs(), nowNs) && !failed(nowNs)) {
            sender.timedOut(nowNs);
        }
        if (isDue(reset.deadlineNs(), nowNs)) {
            reset.timedOut(nowNs);
        }
        if (isDue(shutdown.deadlineNs(), nowNs)) {
            shutdown.timedOut(nowNs);
        }
        if (isDue(heartbeat.deadlineNs(), nowNs)) {
            heartbeat.timedOut(nowNs);
        }
        busy = false;
        flush(nowNs);
    }

    private boolean isDue(long deadlineNs, long nowNs) {
        return state != AssociationState.CLOSED && deadlineNs != NEVER && deadlineNs - nowNs <= 0;
    }

    // Packets out.

    /** Begins a packet to the peer; to be filled and emitted at once. */
    PacketWriter startPacket(int verificationTag) {
        scratch.writer.start(options.localPort(), options.peerPort(), verificationTag, options.packetBytesMax());
        return scratch.writer;
    }

    void emit(PacketWriter writer) {
        int length = writer.seal();
        counters.packetsSent++;
        out.send(writer.buffer(), 0, length);
    }

    /** Sends what may go: acknowledgements, data, and what waited for their end. */
    private void flush(long nowNs) {
        if (busy || receiver == null || state == AssociationState.CLOSED) {
            return;
        }
        busy = true;
        reset.advance(nowNs);
        for (int packets = 0; packets < BURST_PACKETS_MAX; packets++) {
            PacketWriter writer = startPacket(peerTag());
            boolean sack = receiver.owesSack();
            if (sack) {
                receiver.writeSack(writer);
            }
            int before = writer.position();
            if (state.maySendData()) {
                sender.fill(nowNs, writer);
            }
            boolean hasData = writer.position() > before;
            if (!hasData && !(sack && receiver.ackDeadlineNs() - nowNs <= 0)) {
                break;
            }
            if (sack) {
                receiver.sackSent();
            }
            emit(writer);
        }
        shutdown.advance(nowNs);
        busy = false;
    }

    // What its parts tell it.

    void peerKnown(InitChunk init) {
        peer = init;
        Reassembly reassembly = new Reassembly(
                options.receiveWindowBytes(),
                options.receiveMessageBytesMax(),
                options.streamsMax(),
                (id, protocol, b, off, len) -> {
                    if (state != AssociationState.CLOSED) {
                        listener.message(receivedNs, id, protocol, b, off, len);
                    }
                });
        receiver = new Receiver(init.initialTsn(), options.streamsMax(), options.ackDelayMs() * NS_PER_MS, reassembly);
        reset.peerKnown(init.initialTsn());
        sender.peerTakes(init.receiveWindowBytes(), init.forwardTsn());
    }

    int peerTag() {
        return peer == null ? 0 : peer.initiateTag();
    }

    boolean peerKnowsStreamReset() {
        return peer != null && peer.streamReset();
    }

    boolean knowsPeer() {
        return receiver != null;
    }

    Receiver receiver() {
        if (receiver == null) {
            throw new IllegalStateException("the peer is not known yet");
        }
        return receiver;
    }

    void established(long nowNs) {
        failures = 0;
        heartbeat.heard(nowNs);
        listener.established(nowNs);
    }

    void outgoingReset(long nowNs, int streamId, boolean performed) {
        if (state != AssociationState.CLOSED) {
            listener.outgoingReset(nowNs, streamId, performed);
        }
    }

    /** A timer ran out; true when that was once too often, and all is over. */
    boolean failed(long nowNs) {
        if (++failures <= options.retransmissionsMax()) {
            return false;
        }
        abort(nowNs, ErrorCause.USER_INITIATED_ABORT, "the peer does not answer");
        return true;
    }

    /** The peer has answered. */
    void succeeded() {
        failures = 0;
    }

    void close(long nowNs, String reason) {
        if (state != AssociationState.CLOSED) {
            state = AssociationState.CLOSED;
            listener.closed(nowNs, reason);
        }
    }
}
