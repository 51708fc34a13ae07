package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.ice.IceCredentials;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How the loop finds a transport's session: by its username fragments, and by the addresses that passed a connectivity check. */
final class PeerRoutes {
    private final MediaLoop loop;
    private final LoopSession owner;
    private final List<InetSocketAddress> checked;
    private final Set<InetSocketAddress> validated = new HashSet<>(4);

    /** @param checked addresses that this end sends connectivity checks to; empty for ICE-lite */
    PeerRoutes(MediaLoop loop, LoopSession owner, List<InetSocketAddress> checked) {
        this.loop = loop;
        this.owner = owner;
        this.checked = List.copyOf(checked);
    }

    void open(IceCredentials local) {
        loop.add(owner);
        claim(local);
        checked.forEach(address -> loop.claim(owner, address));
    }

    void claim(IceCredentials local) {
        loop.claim(owner, local.usernameFragment());
    }

    void release(IceCredentials local) {
        loop.release(owner, local.usernameFragment());
    }

    boolean isValidated(InetSocketAddress address) {
        return validated.contains(address);
    }

    void validated(InetSocketAddress address) {
        validated.add(address);
        loop.claim(owner, address);
    }

    void forgotten(InetSocketAddress address) {
        validated.remove(address);
        loop.release(owner, address);
    }

    void close() {
        loop.remove(owner);
    }
}
