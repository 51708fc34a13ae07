package dev.treecast.bench.swarm;

import dev.treecast.webrtc.peer.DataChannelApplication;
import java.nio.charset.StandardCharsets;

/** What a viewer of the swarm does on its data channels. Owned by the viewer's loop. */
interface ViewerApplication extends DataChannelApplication {
    /** The subprotocol of the channels (docs/interaction/protocol.md). */
    String PROTOCOL = "treecast.v1";

    /** What a viewer says first on the control channel. */
    static byte[] hello() {
        return "{\"type\":\"hello\",\"version\":1,\"role\":\"viewer\",\"client\":\"treecast bench\"}"
                .getBytes(StandardCharsets.UTF_8);
    }

    long nextDeadlineNs();

    void timeout(long nowNs);
}
