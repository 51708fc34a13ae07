package dev.treecast.webrtc.datachannel;

import dev.treecast.webrtc.sctp.SctpAssociation;
import dev.treecast.webrtc.sctp.tx.OutboundStream;

/**
 * One data channel (<a href="https://www.rfc-editor.org/rfc/rfc8831#section-6">RFC 8831 section 6</a>): the two streams of one id. Belongs to its
 * transport's loop.
 */
public final class DataChannel {
    private static final byte[] EMPTY = new byte[1];
    private static final long NS_PER_MS = 1_000_000;

    // Given.
    private final SctpAssociation association;
    private final OutboundStream stream;
    private final String label;
    private final String protocol;
    private final Reliability reliability;
    final Origin origin;

    // State.
    boolean awaitsAck;
    /** No more is sent, or taken; the streams may still wait for their reset. */
    boolean closing;
    /** The listener has been told. */
    boolean closed;

    boolean incomingReset;
    boolean outgoingReset;
    private long sent;
    private long refused;
    private long received;

    /** Who made the channel. */
    enum Origin {
        NEGOTIATED,
        OPENED_HERE,
        OPENED_BY_PEER
    }

    DataChannel(
            SctpAssociation association,
            int id,
            String label,
            String protocol,
            Reliability reliability,
            Origin origin) {
        this.association = association;
        this.stream = association.stream(id);
        this.label = label;
        this.protocol = protocol;
        this.reliability = reliability;
        this.origin = origin;
    }

    /** The stream id, 0 to 65534. */
    public int id() {
        return stream.id();
    }

    public String label() {
        return label;
    }

    public String protocol() {
        return protocol;
    }

    public Reliability reliability() {
        return reliability;
    }

    /** Whether messages may be sent. */
    public boolean isOpen() {
        return !closing && association.isEstablished();
    }

    /**
     * Takes a copy of a message and sends what may go. When the queue is full, a reliable channel refuses; a lossy one drops its oldest unsent message,
     * unless all its room is under way already.
     *
     * @param text a string in UTF-8, or bytes
     * @return false when it was not taken: the channel is not open, the message is longer than the peer takes, or there is no room
     */
    public boolean send(long nowNs, boolean text, byte[] data, int offset, int length) {
        // RFC 8832 section 6: in order until the peer is known to have the channel.
        boolean ordered = reliability.ordered() || awaitsAck;
        long expiresNs = reliability.maxPacketLifeTimeMs() < 0
                ? OutboundStream.NO_EXPIRY
                : nowNs + reliability.maxPacketLifeTimeMs() * NS_PER_MS;
        boolean taken = isOpen()
                && association.send(
                        nowNs,
                        stream,
                        PayloadProtocol.of(text, length),
                        ordered,
                        expiresNs,
                        reliability.maxRetransmits(),
                        length == 0 ? EMPTY : data,
                        length == 0 ? 0 : offset,
                        Math.max(1, length));
        if (taken) {
            sent++;
        } else {
            refused++;
        }
        return taken;
    }

    /** Bytes taken and neither acknowledged nor given up. */
    public long bufferedBytes() {
        return stream.bufferedBytes();
    }

    /** Sends what is queued, then resets the stream; {@code channelClosed} follows. */
    public void close(long nowNs) {
        if (!closing) {
            closing = true;
            association.resetStream(nowNs, id());
        }
    }

    void countReceived() {
        received++;
    }

    /** Messages taken for sending. */
    public long sent() {
        return sent;
    }

    /** Messages that {@link #send} did not take. */
    public long refused() {
        return refused;
    }

    public long received() {
        return received;
    }

    /** Messages that were taken and then dropped unsent or given up under way, as the channel's reliability allows. */
    public long dropped() {
        return stream.dropped();
    }

    @Override
    public String toString() {
        return "data channel " + id() + " \"" + label + "\"";
    }
}
