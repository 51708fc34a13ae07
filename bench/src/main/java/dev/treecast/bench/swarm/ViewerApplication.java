package dev.treecast.bench.swarm;

import dev.treecast.webrtc.peer.DataChannelApplication;

/** What a viewer of the swarm does on its data channels. Owned by the viewer's loop. */
interface ViewerApplication extends DataChannelApplication {
    long nextDeadlineNs();

    void timeout(long nowNs);
}
