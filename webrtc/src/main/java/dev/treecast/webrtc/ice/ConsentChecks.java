package dev.treecast.webrtc.ice;

import dev.treecast.webrtc.stun.StunMessage;
import java.util.random.RandomGenerator;

/**
 * When to ask the peer whether it still wants our packets (<a
 * href="https://www.rfc-editor.org/rfc/rfc7675#section-5.1">RFC 7675 section 5.1</a>): a new transaction each 5 s ± 20 %, never
 * retransmitted, and no answer for 30 s ends it.
 */
final class ConsentChecks {
    /** Transactions whose answer still counts: 30 s hold seven and a half of the shortest interval, 4 s. */
    private static final int OUTSTANDING_MAX = 8;

    private final byte[][] transactionIds = new byte[OUTSTANDING_MAX][StunMessage.TRANSACTION_ID_LENGTH];
    private final IceOptions options;
    private final RandomGenerator random;
    private int sent;
    private long lastAnswerNs;
    private long nextNs;

    /** @param nowNs when the nomination succeeded: the first proof of consent */
    ConsentChecks(IceOptions options, RandomGenerator random, long nowNs) {
        this.options = options;
        this.random = random;
        lastAnswerNs = nowNs;
        schedule(nowNs);
    }

    boolean due(long nowNs) {
        return nowNs - nextNs >= 0;
    }

    /** The transaction id of the check to be sent now. */
    byte[] begin(long nowNs) {
        byte[] transactionId = transactionIds[sent++ % OUTSTANDING_MAX];
        random.nextBytes(transactionId);
        schedule(nowNs);
        return transactionId;
    }

    boolean answeredBy(StunMessage response) {
        for (int i = 0; i < Math.min(sent, OUTSTANDING_MAX); i++) {
            if (response.transactionIdEquals(transactionIds[i])) {
                return true;
            }
        }
        return false;
    }

    void renewed(long nowNs) {
        lastAnswerNs = nowNs;
    }

    boolean expired(long nowNs) {
        return nowNs - expiryNs() >= 0;
    }

    long nextDeadlineNs() {
        return nextNs - expiryNs() < 0 ? nextNs : expiryNs();
    }

    private long expiryNs() {
        return lastAnswerNs + options.consentTimeoutNs();
    }

    private void schedule(long nowNs) {
        nextNs = nowNs + (long) (options.consentIntervalNs() * (0.8 + 0.4 * random.nextDouble()));
    }
}
