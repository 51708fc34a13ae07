package dev.treecast.webrtc.peer;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who opens to peers that come unannounced: without an offer, whose username fragment no session has claimed yet. Called on the loop for each such STUN
 * request, so a stranger can have it called as often as it can send: an implementation authenticates the request before it does anything else.
 */
@FunctionalInterface
public interface LinkDoor {
    /** Opens to nobody. */
    LinkDoor CLOSED = (loop, nowNs, from, fragment, data, offset, length) -> null;

    /**
     * A request that belongs to no session.
     *
     * @param localUsernameFragment the part of its username that is ours
     * @param data the request, valid during the call
     * @return a session that has been added to the loop and takes the request, or null when it is not to be answered
     */
    @Nullable
    LoopSession knock(
            MediaLoop loop,
            long nowNs,
            InetSocketAddress from,
            String localUsernameFragment,
            byte[] data,
            int offset,
            int length);
}
