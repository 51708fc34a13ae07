package dev.treecast.webrtc.ice;

import dev.treecast.webrtc.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;

/**
 * The checks towards one remote address, one transaction at a time, retransmitted as <a
 * href="https://www.rfc-editor.org/rfc/rfc8489#section-6.2.1">RFC 8489 section 6.2.1</a> has it: Rc transmissions, RTO, 2 RTO,
 * 4 RTO … apart, and Rm RTOs of patience after the last.
 */
final class RemoteCheck {
    enum State {
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    final InetSocketAddress address;
    final byte[] transactionId = new byte[StunMessage.TRANSACTION_ID_LENGTH];

    private final IceOptions options;
    private State state = State.WAITING;
    private boolean nominating;
    private int transmissions;
    private long nextNs;

    RemoteCheck(InetSocketAddress address, IceOptions options) {
        this.address = address;
        this.options = options;
    }

    State state() {
        return state;
    }

    boolean nominating() {
        return nominating;
    }

    /** A new transaction, whose first transmission is due at once. */
    void begin(long nowNs, boolean nominate, RandomGenerator random) {
        random.nextBytes(transactionId);
        nominating = nominate;
        transmissions = 0;
        nextNs = nowNs;
        state = State.IN_PROGRESS;
    }

    /** When to look again; only while in progress. */
    long nextNs() {
        return nextNs;
    }

    /** True if there is something to transmit now. Fails the check when its patience is over. */
    boolean due(long nowNs) {
        if (state != State.IN_PROGRESS || nowNs - nextNs < 0) {
            return false;
        }
        if (transmissions == options.transmissionsMax()) {
            state = State.FAILED;
            return false;
        }
        long timeouts = ++transmissions == options.transmissionsMax()
                ? options.lastTransmissionTimeouts()
                : 1L << (transmissions - 1);
        nextNs = nowNs + timeouts * options.retransmitTimeoutNs();
        return true;
    }

    boolean answeredBy(StunMessage response) {
        return state == State.IN_PROGRESS && transmissions > 0 && response.transactionIdEquals(transactionId);
    }

    void succeed() {
        state = State.SUCCEEDED;
    }

    void fail() {
        state = State.FAILED;
    }
}
