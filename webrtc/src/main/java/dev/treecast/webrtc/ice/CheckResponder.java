package dev.treecast.webrtc.ice;

import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.net.InetSocketAddress;

/**
 * The STUN server inside each agent (RFC 8445 section 7.3): whether a request is the peer's, and the answers.
 *
 * <p>A request that is not authentic gets no answer at all, where RFC 8489 section 9.1.3 would have 400 and 401: a port on the
 * Internet should not answer strangers. An authentic one gets at most {@value #ANSWER_LENGTH_MAX} bytes. A
 * success (64 bytes, 76 to IPv6) may be slightly longer than a minimal check; since it takes the password to get one, nobody can use
 * that to amplify.
 */
final class CheckResponder {
    /** Header 20, ERROR-CODE with a reason of 20: 28, UNKNOWN-ATTRIBUTES 20, MESSAGE-INTEGRITY 24, FINGERPRINT 8. */
    private static final int ANSWER_LENGTH_MAX = 100;

    private static final int ROLE_CONFLICT = 487;
    private static final int UNKNOWN_ATTRIBUTE = 420;

    private final StunWriter writer = new StunWriter(ANSWER_LENGTH_MAX);
    private final IceCounters counters;

    CheckResponder(IceCounters counters) {
        this.counters = counters;
    }

    /** The cheap tests first: nothing is hashed for a stranger who does not even know the USERNAME. */
    boolean authentic(StunMessage request, IceGeneration generation) {
        if (!request.fingerprintMatches()) {
            counters.wrongFingerprint++;
            return false;
        }
        if (!generation.integrity.verify(request)) {
            counters.wrongIntegrity++;
            return false;
        }
        return true;
    }

    /** Whether every attribute that has to be understood is; answers with 420 if not. */
    boolean understood(StunMessage request, IceGeneration generation, InetSocketAddress from, IceOutput output) {
        if (request.unknownAttributeCount() == 0) {
            return true;
        }
        counters.unknownAttributes++;
        answer(request, StunMessage.BINDING_ERROR)
                .errorCode(UNKNOWN_ATTRIBUTE, "Unknown Attribute")
                .unknownAttributes(request);
        finish(generation, from, output);
        return false;
    }

    void roleConflict(StunMessage request, IceGeneration generation, InetSocketAddress from, IceOutput output) {
        counters.roleConflicts++;
        answer(request, StunMessage.BINDING_ERROR).errorCode(ROLE_CONFLICT, "Role Conflict");
        finish(generation, from, output);
    }

    void success(StunMessage request, IceGeneration generation, InetSocketAddress from, IceOutput output) {
        counters.validChecks++;
        if (request.useCandidate()) {
            counters.nominatingChecks++;
        }
        answer(request, StunMessage.BINDING_SUCCESS).xorMappedAddress(from);
        finish(generation, from, output);
    }

    private StunWriter answer(StunMessage request, int type) {
        return writer.begin(type, request.buffer(), request.transactionIdOffset());
    }

    private void finish(IceGeneration generation, InetSocketAddress to, IceOutput output) {
        int length = writer.finish(generation.integrity);
        output.send(to, writer.buffer(), 0, length);
    }
}
