package dev.treecast.webrtc.datachannel;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever an authenticated peer sends, in whatever order: a running association throws nothing, and keeps within its bounds. */
class HostilePeerFuzz {
    @FuzzTest
    void survives(FuzzedDataProvider data) {
        HostilePeer peer = new HostilePeer(1);
        for (int i = 0; i < 400 && data.remainingBytes() > 0; i++) {
            peer.step(data.consumeInt(), data.consumeInt(), data.consumeInt(), data.consumeBytes(200));
        }
    }
}
