package dev.treecast.webrtc.ice;

import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The credentials between two restarts, in the form that checks are verified with. */
final class IceGeneration {
    final IceCredentials local;

    /** Keyed with our password: checks we receive and our answers to them (RFC 8445 section 7.2.2). */
    final MessageIntegrity integrity;

    private boolean remoteKnown;
    private byte[] username;

    IceGeneration(IceCredentials local, @Nullable IceCredentials remote) {
        this.local = local;
        integrity = new MessageIntegrity(local.password());
        username = username(local, "");
        if (remote != null) {
            remote(remote);
        }
    }

    void remote(IceCredentials remote) {
        username = username(local, remote.usernameFragment());
        remoteKnown = true;
    }

    /** Whether a request is to us: {@code local:remote}, or {@code local:} and anything while we do not know better. */
    boolean addressedBy(StunMessage request) {
        return remoteKnown ? request.usernameEquals(username) : request.usernameStartsWith(username);
    }

    /** RFC 8445 section 7.2.2: the receiver's fragment, a colon, the sender's. */
    static byte[] username(IceCredentials receiver, String senderFragment) {
        return (receiver.usernameFragment() + ':' + senderFragment).getBytes(StandardCharsets.US_ASCII);
    }
}
