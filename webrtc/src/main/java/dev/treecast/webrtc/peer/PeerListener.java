package dev.treecast.webrtc.peer;

/** What a transport tells the session that owns it. Called on the loop, from within {@link PeerTransport#datagram} or {@code timeout}. */
public interface PeerListener {

    /** ICE, DTLS and SRTP are up: media may flow both ways. */
    void connected(long nowNs);

    /** The connected peer is at another address from now on; what was sent to the one before, since it was last heard there, may be lost. */
    default void moved(long nowNs) {}

    /** An authentic RTP packet in plain text; the bytes are valid during the call only. */
    void rtp(long nowNs, byte[] data, int offset, int length);

    /** An authentic RTCP datagram in plain text, compound or reduced-size; valid during the call only. */
    void rtcp(long nowNs, byte[] data, int offset, int length);

    /** The transport is closed and gone from its loop; called once, last. */
    void closed(long nowNs, CloseReason reason);
}
