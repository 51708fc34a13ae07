package dev.treecast.webrtc.peer;

import org.jspecify.annotations.Nullable;

/** How long a transport's phases may take, and for how long its peer may be silent once it is connected. */
final class PeerDeadlines {
    private final PeerOptions options;
    private long phaseDeadlineNs;
    private long heardNs;

    PeerDeadlines(PeerOptions options) {
        this.options = options;
    }

    void connecting(long nowNs) {
        phaseDeadlineNs = nowNs + options.connectTimeoutNs();
        heardNs = nowNs;
    }

    void securing(long nowNs) {
        phaseDeadlineNs = nowNs + options.handshakeTimeoutNs();
    }

    /** Something authentic came. */
    void heard(long nowNs) {
        heardNs = nowNs;
    }

    long heardNs() {
        return heardNs;
    }

    long nextNs(PeerState state) {
        return state == PeerState.CONNECTED ? heardNs + options.silenceTimeoutNs() : phaseDeadlineNs;
    }

    /** Why the transport ends now; null while it has time. */
    @Nullable
    CloseReason overdue(PeerState state, long nowNs) {
        if (nowNs - nextNs(state) < 0) {
            return null;
        }
        return switch (state) {
            case CONNECTING -> CloseReason.noConnectivity(options);
            case SECURING -> CloseReason.handshakeTooLate();
            case CONNECTED -> CloseReason.silence(options);
            case CLOSED -> null;
        };
    }

    /** What bounds the transport. */
    PeerOptions options() {
        return options;
    }
}
