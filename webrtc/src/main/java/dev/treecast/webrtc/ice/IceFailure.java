package dev.treecast.webrtc.ice;

/** Why an {@link IceControllingAgent} gave up. */
public enum IceFailure {
    /** Every address answered with an error or not at all, or none did in {@link IceOptions#establishTimeoutNs}. */
    NO_PATH,
    /** The peer has not answered a consent check for {@link IceOptions#consentTimeoutNs} (RFC 7675). */
    CONSENT_EXPIRED
}
