package dev.treecast.tree.keys;

/**
 * What became of a key message.
 *
 * @param node the node that sent it, as far as known; empty before it is
 * @param detail why it was refused, for the log; empty where it was not
 */
public record KeyVerdict(Outcome outcome, String node, String detail) {
    /** Taken, or why not. */
    public enum Outcome {
        TAKEN,
        /** Not a key message. */
        MALFORMED,
        /** Of another stream, or for another node. */
        MISDIRECTED,
        /** Its time is too far from ours, or an epoch or a publication is over. */
        STALE,
        /** Seen before. */
        REPEATED,
        /** The sender is no node of this cluster, or did not sign it. */
        UNTRUSTED,
        /** The sender's certificate is for another role. */
        WRONG_ROLE,
        /** The sender was shut out. */
        REVOKED,
        /** As many edges as a stream may have. */
        FULL
    }

    static KeyVerdict taken(String node) {
        return new KeyVerdict(Outcome.TAKEN, node, "");
    }

    public boolean isTaken() {
        return outcome == Outcome.TAKEN;
    }
}
