package dev.treecast.webrtc.ice;

import java.net.InetSocketAddress;

/**
 * What an agent tells its owner. Every call comes out of {@code handle} or {@code poll}, on the caller's thread; the
 * agent's state is settled by then, but for {@code send}, whose bytes are overwritten once it returns. None of
 * these may call {@code handle}, {@code poll} or {@code restart} of the agent that calls.
 */
public interface IceOutput {
    /** Send these bytes now or copy them. */
    void send(InetSocketAddress to, byte[] data, int off, int len);

    /** From now on everything to the peer goes to this address. The first time and at each change. */
    void selected(InetSocketAddress address);

    /** The peer proved that it is at this address: datagrams from there are its own. Comes before {@code selected}. */
    default void validated(InetSocketAddress address) {}

    /** No longer counts as the peer's address; at most {@link IceOptions#remoteAddressesMax} count at a time. */
    default void forgotten(InetSocketAddress address) {}

    /** After a restart the peer uses its new credentials: these, which were ours before, no longer count. */
    default void retired(IceCredentials local) {}

    /** It is over: nobody answered, or consent has run out. Once, and only from {@code poll} or {@code handle}. */
    default void failed(IceFailure failure) {}
}
