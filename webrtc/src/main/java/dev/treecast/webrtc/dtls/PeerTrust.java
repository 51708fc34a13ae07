package dev.treecast.webrtc.dtls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the certificate that the peer of one handshake has proved to hold is the one we want to talk to. Asked once a handshake, on its
 * thread; what it notes there, the loop may read once the association is established.
 */
@FunctionalInterface
public interface PeerTrust {
    /**
     * Judges the peer.
     *
     * @param chainDer its certificates in DER, its own first; never empty
     * @return null when it is to be trusted, else a sentence that says why not
     */
    @Nullable
    String refuses(List<byte[]> chainDer);

    /** WebRTC's trust: the leaf has to match a fingerprint of the session description; nothing else of the chain means anything (RFC 8122 section 6). */
    static PeerTrust announced(List<DtlsFingerprint> expected) {
        if (expected.isEmpty()) {
            throw new IllegalArgumentException("a handshake needs a fingerprint to expect");
        }
        List<DtlsFingerprint> fingerprints = List.copyOf(expected);
        return chainDer -> DtlsFingerprint.anyMatches(fingerprints, chainDer.getFirst())
                ? null
                : "the peer's certificate is not the one its session description announced";
    }
}
