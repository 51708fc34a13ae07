package dev.treecast.webrtc.datachannel;

import dev.treecast.webrtc.datachannel.DataChannel.Origin;
import dev.treecast.webrtc.sctp.PacketSink;
import dev.treecast.webrtc.sctp.SctpAssociation;
import dev.treecast.webrtc.sctp.SctpCounters;
import dev.treecast.webrtc.sctp.SctpListener;
import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.sctp.SctpScratch;
import dev.treecast.webrtc.sctp.tx.OutboundStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The data channels of one connection (RFC 8831), over one SCTP association in one DTLS session. Owned by one loop, and over with it: no
 * I/O, no clock, no thread.
 *
 * <p>Negotiated channels and such that the peer opens in band (RFC 8832) live side by side. When the peer opens one with the id of a negotiated
 * one, it is that one if the label is the same; otherwise the negotiated one, as long as nothing has come on it, gives way: the peer does not
 * know of it.
 *
 * <p>After every call the owner asks for {@link #nextDeadlineNs} again.
 */
public final class DataChannelTransport {
    // Given.
    private final SctpOptions options;
    private final boolean dtlsClient;
    private final DataChannelListener listener;

    // Owned.
    private final SctpAssociation association;
    /** Few: a list is searched faster than a map, and is smaller. */
    private final ArrayList<DataChannel> channels = new ArrayList<>(3);

    private long messagesDropped;
    private long opensRefused;

    /**
     * @param scratch shared by the transports of a loop
     * @param dtlsClient whether we are the DTLS client: channels that we open in band then have even ids (RFC 8832 section 6)
     * @param random for tags and TSNs
     * @param out takes packets, at most {@link SctpOptions#packetBytesMax} long; must not call back
     */
    public DataChannelTransport(
            SctpOptions options,
            SctpScratch scratch,
            boolean dtlsClient,
            RandomGenerator random,
            PacketSink out,
            DataChannelListener listener) {
        this.options = options;
        this.dtlsClient = dtlsClient;
        this.listener = listener;
        this.association = new SctpAssociation(options, scratch, random, out, new Events());
    }

    /** DTLS is up: sends INIT. Both ends do, as browsers do. */
    public void start(long nowNs) {
        association.start(nowNs);
    }

    /** Takes one SCTP packet out of DTLS. May call the listener and the sink. */
    public void receive(long nowNs, byte[] packet, int offset, int length) {
        association.receive(nowNs, packet, offset, length);
    }

    /** When {@link #timeout} wants to be called; {@link Long#MAX_VALUE} when it need not be. */
    public long nextDeadlineNs() {
        return association.nextDeadlineNs();
    }

    /** Does what has become due. May call the listener and the sink. */
    public void timeout(long nowNs) {
        association.timeout(nowNs);
    }

    public boolean isConnected() {
        return association.isEstablished();
    }

    public boolean isClosed() {
        return association.isClosed();
    }

    /**
     * A channel that both sides know of beforehand, without DCEP; open as soon as SCTP is.
     *
     * @param id below {@link SctpOptions#streamsMax}, and of no other channel
     */
    public DataChannel negotiated(int id, String label, String protocol, Reliability reliability) {
        if (id < 0 || id >= options.streamsMax() || find(id) != null) {
            throw new IllegalArgumentException("channel id " + id + " is taken, or not below " + options.streamsMax());
        }
        return add(id, label, protocol, reliability, Origin.NEGOTIATED);
    }

    /**
     * Opens a channel in band. It may be sent on as soon as SCTP is up; {@code opened} follows when the peer has acknowledged it.
     *
     * @throws IllegalStateException when the transport is over, or no id or no room in the send queue is left
     */
    public DataChannel open(long nowNs, String label, String protocol, Reliability reliability) {
        int id = dtlsClient ? 0 : 1;
        while (find(id) != null) {
            id += 2;
        }
        if (association.isClosed() || id >= association.outboundStreams()) {
            throw new IllegalStateException("the transport is over, or has no channel id left");
        }
        DataChannel channel = add(id, label, protocol, reliability, Origin.OPENED_HERE);
        channel.awaitsAck = true;
        if (!sendControl(nowNs, id, new OpenMessage(label, protocol, reliability).toBytes())) {
            channels.remove(channel);
            throw new IllegalStateException("the send queue is full");
        }
        return channel;
    }

    private DataChannel add(int id, String label, String protocol, Reliability reliability, Origin origin) {
        DataChannel channel = new DataChannel(association, id, label, protocol, reliability, origin);
        channels.add(channel);
        return channel;
    }

    private boolean sendControl(long nowNs, int id, byte[] message) {
        return association.send(
                nowNs,
                association.stream(id),
                PayloadProtocol.DCEP,
                true,
                OutboundStream.NO_EXPIRY,
                OutboundStream.NO_RETRANSMISSION_LIMIT,
                message,
                0,
                message.length);
    }

    private @Nullable DataChannel find(int id) {
        for (int i = 0; i < channels.size(); i++) {
            if (channels.get(i).id() == id) {
                return channels.get(i);
            }
        }
        return null;
    }

    /** Channels that are not closed on both sides yet. */
    public List<DataChannel> channels() {
        return Collections.unmodifiableList(channels);
    }

    /** Ends at once (ABORT); the listener hears {@code closed}. What is queued is lost. */
    public void close(long nowNs) {
        association.abort(nowNs, "closed");
    }

    /** Ends when everything queued has been delivered; the listener hears {@code closed} then. */
    public void shutdown(long nowNs) {
        association.shutdown(nowNs);
    }

    /** The smoothed round trip, ns, as acknowledgements measure it; -1 before the first. */
    public long roundTripNs() {
        return association.roundTripNs();
    }

    public SctpCounters counters() {
        return association.counters();
    }

    /** Messages for no channel, of an unknown kind, or malformed DCEP. */
    public long messagesDropped() {
        return messagesDropped;
    }

    /** Channels that the peer wanted to open and may not. */
    public long opensRefused() {
        return opensRefused;
    }

    private final class Events implements SctpListener {
        @Override
        public void established(long nowNs) {
            listener.connected(nowNs);
        }

        @Override
        public void message(long nowNs, int streamId, int payloadProtocol, byte[] data, int offset, int length) {
            if (payloadProtocol == PayloadProtocol.DCEP) {
                control(nowNs, streamId, data, offset, length);
                return;
            }
            DataChannel channel = find(streamId);
            if (channel == null || channel.closing || !PayloadProtocol.isMessage(payloadProtocol)) {
                messagesDropped++;
                return;
            }
            acknowledged(nowNs, channel); // a peer that sends on it has it
            channel.countReceived();
            listener.message(
                    nowNs,
                    channel,
                    PayloadProtocol.isText(payloadProtocol),
                    data,
                    offset,
                    PayloadProtocol.isEmpty(payloadProtocol) ? 0 : length);
        }

        @Override
        public void incomingReset(long nowNs, int streamId) {
            if (streamId == ALL_STREAMS) {
                for (DataChannel channel : List.copyOf(channels)) {
                    incomingReset(nowNs, channel.id());
                }
                return;
            }
            DataChannel channel = find(streamId);
            if (channel == null) {
                return;
            }
            channel.incomingReset = true;
            channel.close(nowNs); // RFC 8831 section 6.7: the other stream follows
            forgetIfReset(channel);
            tellClosed(nowNs, channel);
        }

        @Override
        public void outgoingReset(long nowNs, int streamId, boolean performed) {
            DataChannel channel = find(streamId);
            if (channel == null) {
                return;
            }
            channel.outgoingReset = true;
            channel.incomingReset |= !performed; // a peer that does not know resets will not send one
            channel.closing = true;
            forgetIfReset(channel);
            tellClosed(nowNs, channel);
        }

        @Override
        public void closed(long nowNs, String reason) {
            channels.forEach(channel -> channel.closing = true);
            channels.clear();
            listener.closed(nowNs, reason);
        }
    }

    private void forgetIfReset(DataChannel channel) {
        if (channel.incomingReset && channel.outgoingReset) {
            channels.remove(channel);
        }
    }

    private void tellClosed(long nowNs, DataChannel channel) {
        if (!channel.closed) {
            channel.closed = true;
            listener.channelClosed(nowNs, channel);
        }
    }

    private void acknowledged(long nowNs, DataChannel channel) {
        if (channel.awaitsAck) {
            channel.awaitsAck = false;
            listener.opened(nowNs, channel);
        }
    }

    // DCEP.

    private void control(long nowNs, int id, byte[] b, int off, int length) {
        DataChannel known = find(id);
        if (b[off] == OpenMessage.TYPE_ACK) {
            if (known != null) {
                acknowledged(nowNs, known);
            }
            return;
        }
        OpenMessage open = OpenMessage.parse(b, off, length);
        if (open == null) {
            messagesDropped++;
            if (known == null) {
                refuse(nowNs, id);
            }
            return;
        }
        if (known == null) {
            openedByPeer(nowNs, id, open);
        } else if (known.origin == Origin.NEGOTIATED
                && !known.closing
                && known.label().equals(open.label())) {
            if (sendControl(nowNs, id, OpenMessage.ack())) {
                listener.opened(nowNs, known);
            }
        } else if (known.origin == Origin.NEGOTIATED && !known.closing && known.received() == 0) {
            channels.remove(known);
            known.closing = true;
            tellClosed(nowNs, known);
            openedByPeer(nowNs, id, open);
        } else {
            messagesDropped++; // opened twice: the first one stays
        }
    }

    private void openedByPeer(long nowNs, int id, OpenMessage open) {
        int byPeer = 0;
        for (int i = 0; i < channels.size(); i++) {
            if (channels.get(i).origin == Origin.OPENED_BY_PEER) {
                byPeer++;
            }
        }
        if (association.isClosed()
                || find(id) != null
                || byPeer >= options.channelsByPeerMax()
                || id >= association.outboundStreams()
                || !sendControl(nowNs, id, OpenMessage.ack())) {
            refuse(nowNs, id);
            return;
        }
        listener.opened(nowNs, add(id, open.label(), open.protocol(), open.reliability(), Origin.OPENED_BY_PEER));
    }

    private void refuse(long nowNs, int id) {
        opensRefused++;
        association.resetStream(nowNs, id);
    }
}
