package dev.treecast.bench.micro;

import dev.treecast.webrtc.ice.IceCredentials;
import dev.treecast.webrtc.stun.MessageIntegrity;
import dev.treecast.webrtc.stun.StunMessage;
import dev.treecast.webrtc.stun.StunWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The STUN request with which a browser checks and chooses a path to a server (RFC 8445 section 7.2.2). */
final class ConnectivityCheck {
    private static final int CAPACITY = 256;
    /** Peer-reflexive, RFC 8445 section 5.1.2.1. */
    private static final long PRIORITY = 110L << 24 | 65_535 << 8 | 255;

    private ConnectivityCheck() {}

    /** @param server whose password protects it */
    static byte[] write(IceCredentials server, IceCredentials client) {
        String username = server.usernameFragment() + ":" + client.usernameFragment();
        StunWriter writer = new StunWriter(CAPACITY);
        int length = writer.begin(StunMessage.BINDING_REQUEST, new byte[StunMessage.TRANSACTION_ID_LENGTH], 0)
                .username(username.getBytes(StandardCharsets.UTF_8))
                .priority(PRIORITY)
                .iceControlling(1)
                .useCandidate()
                .finish(new MessageIntegrity(server.password()));
        return Arrays.copyOf(writer.buffer(), length);
    }
}
