package dev.treecast.tree.pki;

/** A certificate chain is not that of a node of this cluster; the message says why, for the log. */
public final class UntrustedNodeException extends Exception {
    /** Why. */
    public enum Reason {
        /** Not X.509 in DER, or more or larger certificates than a chain has. */
        MALFORMED,
        /** Not yet valid, or not any more; the CA's certificate included. */
        EXPIRED,
        /** Issued by somebody else. */
        OTHER_AUTHORITY,
        /** Issued by the CA, but not for a node: another key, no id, no role, a CA itself, or not for both ends of TLS. */
        NOT_A_NODE,
        /** A node of the cluster, but not the one that signed. */
        FORGED
    }

    private final Reason reason;

    UntrustedNodeException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
