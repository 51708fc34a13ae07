package dev.treecast.tree.link;

import dev.treecast.webrtc.dtls.PeerTrust;
import org.jspecify.annotations.Nullable;

/** The trust of one link's handshake, which remembers whom it trusted. */
public interface LinkTrust extends PeerTrust {

    /** The id of the node at the other end; null until its certificate was trusted. */
    @Nullable
    String node();
}
