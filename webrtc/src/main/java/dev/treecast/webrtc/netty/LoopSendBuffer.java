package dev.treecast.webrtc.netty;

import dev.treecast.webrtc.peer.SendBuffer;

/** A loop's {@link SendBuffer}: the loop says when a turn is over. */
interface LoopSendBuffer extends SendBuffer {

    /** Sends what has been committed. */
    void flush();
}
