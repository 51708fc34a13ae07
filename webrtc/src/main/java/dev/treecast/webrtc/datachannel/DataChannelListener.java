package dev.treecast.webrtc.datachannel;

/**
 * What a transport tells its owner, on the loop, from within its methods. From all of these it may send, open and close channels and close the
 * transport; {@code receive} and {@code timeout} may not be called from here.
 */
public interface DataChannelListener {
    /** SCTP is up: negotiated channels are open. */
    void connected(long nowNs);

    /** The peer has opened a channel in band, or acknowledged one of ours. Negotiated ones are open with {@link #connected}. */
    void opened(long nowNs, DataChannel channel);

    /**
     * A whole message. The bytes are only good during the call.
     *
     * @param text whether the peer sent it as a string (UTF-8, not checked)
     */
    void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length);

    /** A channel is closed, by either side; nothing more comes on it. Not called for those that end with the transport. */
    void channelClosed(long nowNs, DataChannel channel);

    /** The transport is over, once, with all its channels; nothing comes after. */
    void closed(long nowNs, String reason);
}
