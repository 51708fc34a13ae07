package dev.treecast.tree.link;

import dev.treecast.tree.membership.Role;
import dev.treecast.webrtc.dtls.PeerTrust;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The trust of one link's handshake, which remembers whom it trusted. */
public interface LinkTrust extends PeerTrust {

    /** The id of the node at the other end; null until its certificate was trusted. */
    @Nullable
    String node();

    /** What its certificate says that it may be; empty until then. */
    Set<Role> roles();
}
