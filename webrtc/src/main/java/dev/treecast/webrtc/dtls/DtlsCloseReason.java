package dev.treecast.webrtc.dtls;

/**
 * Why a channel ended, not by its owner's will.
 *
 * @param sentence for the log line of the session's end
 */
public record DtlsCloseReason(Kind kind, String sentence) {
    public enum Kind {
        /** close_notify, after the handshake. */
        PEER_CLOSED,
        /** Nothing to agree on, a broken message, or the peer's fatal alert. */
        HANDSHAKE_FAILED,
        HANDSHAKE_TIMED_OUT,
        /** The peer's certificate is not one to trust: {@link PeerTrust}. */
        UNTRUSTED,
        /** Too many handshakes were waiting. */
        OVERLOADED,
        /** A fatal alert or a broken invariant, after the handshake. */
        CONNECTION_FAILED
    }
}
