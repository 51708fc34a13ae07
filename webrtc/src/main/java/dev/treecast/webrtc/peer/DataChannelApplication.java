package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.datachannel.DataChannelListener;
import dev.treecast.webrtc.datachannel.DataChannelTransport;
import java.net.InetSocketAddress;

/** What rides on the data channels of publishers and viewers; made by whoever joins the modules. Called on the loop of each session. */
public interface DataChannelApplication {

    /** Takes none. */
    DataChannelApplication NONE = new DataChannelApplication() {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public Channels attach(Peer peer) {
            throw new IllegalStateException("no data channels are wanted");
        }
    };

    /** Who is at the other end. */
    interface Peer {
        String stream();

        /** From where it was last heard. */
        InetSocketAddress remoteAddress();

        /** The loop that its channels live on: they are used nowhere else. */
        MediaLoop loop();

        FrameClock frames();

        /**
         * A text has come that may be for the session itself and not for the application; to be called on the loop.
         *
         * @return true when it was
         */
        boolean heard(long nowNs, byte[] utf8, int offset, int length);

        /** To be called, on the loop, after sending from outside of a callback: there may be an earlier deadline now. */
        void sent();
    }

    /** One peer's channels, as the application sees them. */
    interface Channels extends DataChannelListener {
        /** Before anything comes or goes: the time to set up channels that were negotiated beforehand. */
        void start(long nowNs, DataChannelTransport transport);

        /**
         * The session itself has something to tell the peer, reliably; on the loop.
         *
         * @return false when there is no channel for it, or not yet
         */
        default boolean tell(byte[] utf8) {
            return false;
        }
    }

    /** Whether channels that are offered are taken. */
    boolean wanted();

    /** A peer with data channels has connected. */
    Channels attach(Peer peer);
}
