package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * Our own end of a session's transport, made by the caller.
 *
 * @param sessionId for the o= line; random, 0 to 2^62 - 1 (RFC 9429 section 5.2.1)
 * @param candidates all of them, as {@code candidate:} strings
 */
public record LocalTransport(
        long sessionId, String iceUfrag, String icePwd, Fingerprint fingerprint, List<String> candidates) {

    public LocalTransport {
        candidates = List.copyOf(candidates);
    }

    List<Attribute> attributes(Setup setup) {
        return List.of(new IceUfrag(iceUfrag), new IcePwd(icePwd), fingerprint, setup);
    }

    /** The candidates, and that there will be no more. An end that names none is found by its checks (peer-reflexive). */
    List<Attribute> candidateAttributes() {
        List<Attribute> attributes = new ArrayList<>();
        for (String candidate : candidates) {
            attributes.add(new Candidate(candidate));
        }
        if (!attributes.isEmpty()) {
            attributes.add(Flag.END_OF_CANDIDATES);
        }
        return attributes;
    }

    String origin() {
        return "- " + sessionId + " 1 IN IP4 127.0.0.1";
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "LocalTransport[" + iceUfrag + ", " + candidates + "]";
    }
}
