package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.dtls.DtlsCloseReason;
import dev.treecast.webrtc.ice.IceFailure;

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

    static CloseReason noConnectivity(PeerOptions options) {
        return new CloseReason(
                Kind.NO_CONNECTIVITY,
                "no connectivity check came within " + options.connectTimeoutNs() / 1_000_000_000
                        + " s: is the UDP port reachable?");
    }

    static CloseReason handshakeTooLate() {
        return new CloseReason(Kind.HANDSHAKE_FAILED, "the DTLS handshake did not finish in time");
    }

    static CloseReason silence(PeerOptions options) {
        return new CloseReason(Kind.SILENCE, "nothing heard for " + options.silenceTimeoutNs() / 1_000_000_000 + " s");
    }

    /** What a DTLS channel's end means for its transport. */
    static CloseReason of(DtlsCloseReason reason) {
        Kind kind = switch (reason.kind()) {
            case PEER_CLOSED, CONNECTION_FAILED -> Kind.REMOTE;
            case HANDSHAKE_FAILED, HANDSHAKE_TIMED_OUT, UNTRUSTED, OVERLOADED -> Kind.HANDSHAKE_FAILED;
        };
        return new CloseReason(kind, reason.sentence());
    }

    /** What an ICE agent's end means for its transport. */
    static CloseReason of(IceFailure failure) {
        return switch (failure) {
            case CONSENT_EXPIRED -> new CloseReason(Kind.SILENCE, "the peer's consent ran out: no check for too long");
            case NO_PATH -> new CloseReason(Kind.NO_CONNECTIVITY, "no address of the peer answered");
        };
    }

    @Override
    public String toString() {
        return detail;
    }
}
