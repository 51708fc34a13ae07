package dev.treecast.tree.link;

import dev.treecast.webrtc.datachannel.DataChannel;
import dev.treecast.webrtc.datachannel.DataChannelTransport;
import dev.treecast.webrtc.datachannel.Reliability;
import dev.treecast.webrtc.peer.DataChannelApplication;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The one data channel of a link, on which nodes tell each other things: reliable and in order. Confined to the link's loop. */
final class ControlChannel implements DataChannelApplication, DataChannelApplication.Channels {
    static final String CHANNEL = "tree";
    static final String PROTOCOL = "treecast.tree.v1";

    /** A greeting and a few requests. */
    private static final int SAID_EARLY_MAX = 64;

    /** What happens on it. */
    interface Events {
        /** It is open. */
        void up(long nowNs);

        /** The other end says something; never before {@link #up}. */
        void message(long nowNs, byte[] message);

        /** The round trip as messages measure it, ns; 0 while that is unknown. */
        void roundTrip(long measuredNs);

        /** It is of no use any more. */
        void failed(String reason);
    }

    private final Events events;
    private @Nullable DataChannelTransport transport;
    private @Nullable DataChannel channel;
    private @Nullable Peer peer;
    private boolean announced;
    private final Deque<byte[]> saidEarly = new ArrayDeque<>();

    ControlChannel(Events events) {
        this.events = events;
    }

    /** Whether something can be said. */
    boolean isOpen() {
        return channel != null && peer != null;
    }

    /** Says something; false when it is not taken. */
    boolean send(long nowNs, byte[] message) {
        DataChannel open = channel;
        Peer with = peer;
        if (open == null || with == null || !open.send(nowNs, true, message, 0, message.length)) {
            return false;
        }
        with.sent();
        return true;
    }

    @Override
    public boolean wanted() {
        return true;
    }

    @Override
    public Channels attach(Peer attached) {
        peer = attached;
        return this;
    }

    @Override
    public void start(long nowNs, DataChannelTransport made) {
        transport = made;
        channel = made.negotiated(0, CHANNEL, PROTOCOL, Reliability.reliable());
    }

    @Override
    public void connected(long nowNs) {
        announced = true;
        events.up(nowNs);
        for (byte[] said = saidEarly.poll(); said != null; said = saidEarly.poll()) {
            events.message(nowNs, said);
        }
    }

    @Override
    public void opened(long nowNs, DataChannel other) {
        // A node opens none in band.
    }

    @Override
    public void message(long nowNs, DataChannel on, boolean text, byte[] data, int offset, int length) {
        if (transport != null) {
            events.roundTrip(Math.max(0, transport.roundTripNs()));
        }
        if (on == channel) {
            said(nowNs, Arrays.copyOfRange(data, offset, offset + length));
        }
    }

    /** What the other end says first may overtake the last step of SCTP's handshake, before which nothing can be answered. */
    private void said(long nowNs, byte[] message) {
        if (announced) {
            events.message(nowNs, message);
        } else if (saidEarly.size() < SAID_EARLY_MAX) {
            saidEarly.add(message);
        } else {
            events.failed("the node says too much before it is connected");
        }
    }

    @Override
    public void channelClosed(long nowNs, DataChannel closed) {
        events.failed("the node closed its channel");
    }

    @Override
    public void closed(long nowNs, String reason) {
        events.failed(reason);
    }
}
