package dev.treecast.webrtc.peer;

/**
 * Why a transport ended.
 *
 * @param kind for counters: a small, fixed set
 * @param detail one sentence for the log
 */
public record CloseReason(Kind kind, String detail) {

    /** The kinds, by who ended it. */
    public enum Kind {
        /** We did, on request (DELETE, drain, takeover). */
        LOCAL,
        /** The peer did (DTLS close_notify, BYE). */
        REMOTE,
        /** No valid connectivity check in time. */
        NO_CONNECTIVITY,
        /** DTLS did not finish: time, fingerprint, no common profile. */
        HANDSHAKE_FAILED,
        /** Nothing authentic heard for too long. */
        SILENCE,
        /** A fault of ours; the log has the stack trace. */
        INTERNAL
    }

    @Override
    public String toString() {
        return detail;
    }
}
