package dev.treecast.webrtc.sdp;

import java.util.List;

/**
 * How to reach the other end and how to know it: ICE and DTLS.
 *
 * @param fingerprints of its certificate, the strong ones (SHA-256, -384, -512) only; one match is enough (RFC 8122 section 5)
 * @param setup its DTLS role
 * @param iceLite true when it never checks by itself
 * @param trickle true when more candidates may follow
 * @param candidates as {@code candidate:} strings; may be none, and may hold {@code .local} names
 * @param endOfCandidates true when no more will follow
 */
public record RemoteTransport(
        String iceUfrag,
        String icePwd,
        List<Fingerprint> fingerprints,
        Setup setup,
        boolean iceLite,
        boolean trickle,
        List<String> candidates,
        boolean endOfCandidates) {

    public RemoteTransport {
        fingerprints = List.copyOf(fingerprints);
        candidates = List.copyOf(candidates);
    }

    /** Without the password: transports end up in logs. */
    @Override
    public String toString() {
        return "RemoteTransport[" + iceUfrag + ", " + setup + ", " + candidates + "]";
    }
}
