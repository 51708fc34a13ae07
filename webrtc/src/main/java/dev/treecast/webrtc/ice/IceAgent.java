package dev.treecast.webrtc.ice;

import java.net.InetSocketAddress;

/** What a transport needs of ICE, whichever side it is: {@link IceLiteAgent} on the server, {@link IceControllingAgent} in our clients. */
public interface IceAgent {

    /** "Nothing pending". */
    long NO_DEADLINE = Long.MAX_VALUE;

    /** Our credentials, the newest after a restart. */
    IceCredentials localCredentials();

    /** Begins; the lite agent only waits. */
    void start(long nowNs);

    /** Takes in a STUN datagram. */
    void handle(long nowNs, InetSocketAddress from, byte[] data, int offset, int length, IceOutput output);

    /** Does what is due. */
    void poll(long nowNs, IceOutput output);

    /** When {@link #poll} wants to be called next, or {@link #NO_DEADLINE}. */
    long nextDeadlineNs();

    IceCounters counters();
}
