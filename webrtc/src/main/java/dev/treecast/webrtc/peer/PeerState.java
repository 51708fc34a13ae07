package dev.treecast.webrtc.peer;

/** Where a {@link PeerTransport} stands; it only ever moves down this list. */
public enum PeerState {
    /** Waiting for a valid connectivity check. */
    CONNECTING,
    /** A path is there; DTLS is under way. */
    SECURING,
    CONNECTED,
    CLOSED
}
