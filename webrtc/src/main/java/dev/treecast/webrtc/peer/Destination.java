package dev.treecast.webrtc.peer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where datagrams go, with the address taken apart once instead of once per datagram. Compared by identity where datagrams are joined into
 * runs: a transport keeps one for as long as its path is the same.
 */
public final class Destination {
    private final InetSocketAddress socketAddress;
    private final byte[] address;

    /** @param socketAddress resolved */
    public Destination(InetSocketAddress socketAddress) {
        InetAddress resolved = socketAddress.getAddress();
        if (resolved == null) {
            throw new IllegalArgumentException("not resolved: " + socketAddress);
        }
        this.socketAddress = socketAddress;
        this.address = resolved.getAddress();
    }

    public InetSocketAddress socketAddress() {
        return socketAddress;
    }

    /** The address's own bytes, 4 or 16, in network order; not to be changed. */
    public byte[] address() {
        return address;
    }

    /** The interface that an IPv6 link-local address belongs to; 0 for all others. */
    public int scope() {
        return socketAddress.getAddress() instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
    }

    public int port() {
        return socketAddress.getPort();
    }
}
