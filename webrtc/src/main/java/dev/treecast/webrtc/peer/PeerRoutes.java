package dev.treecast.webrtc.peer;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/** The addresses that passed a connectivity check: what comes from there is the session's, and the loop knows it. */
final class ValidatedAddresses {
    private final MediaLoop loop;
    private final LoopSession owner;
    private final Set<InetSocketAddress> addresses = new HashSet<>(4);

    ValidatedAddresses(MediaLoop loop, LoopSession owner) {
        this.loop = loop;
        this.owner = owner;
    }

    boolean contains(InetSocketAddress address) {
        return addresses.contains(address);
    }

    void add(InetSocketAddress address) {
        addresses.add(address);
        loop.claim(owner, address);
    }

    void remove(InetSocketAddress address) {
        addresses.remove(address);
        loop.release(owner, address);
    }
}
