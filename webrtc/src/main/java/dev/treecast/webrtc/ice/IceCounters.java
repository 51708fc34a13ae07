package dev.treecast.webrtc.ice;

/**
 * What one agent saw, and above all what it dropped. A live view, owned by the agent's thread; {@link #add} makes
 * totals out of the sessions of a loop.
 */
public final class IceCounters {
    long validChecks;
    long nominatingChecks;
    long selections;
    long roleConflicts;
    long unknownAttributes;
    long malformed;
    long unexpected;
    long wrongUsername;
    long wrongFingerprint;
    long wrongIntegrity;
    long wrongSource;
    long overRate;
    long addressesEvicted;
    long checksSent;
    long checksAnswered;

    /** Requests that proved the peer to be where they came from, and were answered with success. */
    public long validChecks() {
        return validChecks;
    }

    /** Of {@link #validChecks}, those with USE-CANDIDATE. */
    public long nominatingChecks() {
        return nominatingChecks;
    }

    /** How often an address was selected: 1, and one more for each move. */
    public long selections() {
        return selections;
    }

    /** Authentic requests of a peer that thought it had our role; answered with 487. */
    public long roleConflicts() {
        return roleConflicts;
    }

    /** Authentic requests with attributes that we would have to understand; answered with 420. */
    public long unknownAttributes() {
        return unknownAttributes;
    }

    /** Not STUN, or STUN gone wrong; dropped. */
    public long malformed() {
        return malformed;
    }

    /** Indications, methods other than Binding, responses to nothing that we asked; dropped. */
    public long unexpected() {
        return unexpected;
    }

    /** Requests without USERNAME or with somebody else's; dropped. */
    public long wrongUsername() {
        return wrongUsername;
    }

    /** FINGERPRINT missing or wrong; dropped. */
    public long wrongFingerprint() {
        return wrongFingerprint;
    }

    /** MESSAGE-INTEGRITY missing or wrong; dropped. */
    public long wrongIntegrity() {
        return wrongIntegrity;
    }

    /** Responses from an address that we did not ask; dropped (RFC 8445 section 7.2.5.2.1). */
    public long wrongSource() {
        return wrongSource;
    }

    /** Authentic requests beyond {@link IceOptions#checksPerSecondMax}; dropped. */
    public long overRate() {
        return overRate;
    }

    /** Addresses pushed out of a full table by a newer one. */
    public long addressesEvicted() {
        return addressesEvicted;
    }

    /** Our own checks, retransmissions and consent checks included. */
    public long checksSent() {
        return checksSent;
    }

    /** Of {@link #checksSent}, those that the peer answered with success: proof that it is there. */
    public long checksAnswered() {
        return checksAnswered;
    }

    /** Times that the peer has proved to be there: its own authentic checks, and its answers to ours. */
    public long proofs() {
        return validChecks + checksAnswered;
    }

    /** Adds another agent's counts to these. */
    public void add(IceCounters other) {
        validChecks += other.validChecks;
        nominatingChecks += other.nominatingChecks;
        selections += other.selections;
        roleConflicts += other.roleConflicts;
        unknownAttributes += other.unknownAttributes;
        malformed += other.malformed;
        unexpected += other.unexpected;
        wrongUsername += other.wrongUsername;
        wrongFingerprint += other.wrongFingerprint;
        wrongIntegrity += other.wrongIntegrity;
        wrongSource += other.wrongSource;
        overRate += other.overRate;
        addressesEvicted += other.addressesEvicted;
        checksSent += other.checksSent;
        checksAnswered += other.checksAnswered;
    }
}
