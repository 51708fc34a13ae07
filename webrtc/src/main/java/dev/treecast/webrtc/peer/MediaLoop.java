package dev.treecast.webrtc.peer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The loop that owns a transport: one thread, one UDP socket, all sessions whose ICE candidates named that socket's port. A session lives
 * and dies on one loop, so nothing on the media path takes a lock. In production this is an event loop of Netty ({@code
 * dev.treecast.webrtc.netty}); in tests it is a simulated one with simulated time.
 *
 * <p>{@link #execute} may be called from any thread and runs the task on the loop; everything else is called on the loop, but for {@link
 * #candidateAddresses}, {@link #unixMinusMonotonicNs} and {@link #sessions}, which any thread may ask.
 */
public interface MediaLoop extends Executor {

    /** The monotonic clock that all loops of the process share, ns; always positive, so that 0 is a time long past. */
    long nowNs();

    /** What to add to {@link #nowNs} to get nanoseconds since the Unix epoch; constant over the loop's life. */
    long unixMinusMonotonicNs();

    /** The addresses under which this loop's socket can be reached, best first: the host candidates to offer. */
    List<InetSocketAddress> candidateAddresses();

    /** How many sessions this loop owns; a hint for spreading new ones. */
    int sessions();

    /** Takes a session in: from now on datagrams that {@link #claim} routes to it reach it, and its deadlines are kept. */
    void add(LoopSession session);

    /** Forgets a session and all its routes. */
    void remove(LoopSession session);

    /** Routes STUN requests whose username starts with this local username fragment to the session. */
    void claim(LoopSession session, String localUsernameFragment);

    /** Who answers STUN requests whose username fragment no session has claimed; {@link LinkDoor#CLOSED} until then. On the loop, or before it has sessions. */
    void door(LinkDoor opened);

    /** Routes all other datagrams from an address that passed a connectivity check to the session; the newest claim wins. */
    void claim(LoopSession session, InetSocketAddress validated);

    /** No longer routes this local username fragment to the session. */
    void release(LoopSession session, String localUsernameFragment);

    /** No longer routes datagrams from this address to the session. */
    void release(LoopSession session, InetSocketAddress address);

    /** To be called when {@link LoopSession#nextDeadlineNs} may have moved outside of a call from the loop. */
    void reschedule(LoopSession session);

    /** The way out: what is written there leaves at the end of the loop's turn. */
    SendBuffer sendBuffer();

    /** Sends one datagram, at most {@link SendBuffer#DATAGRAM_BYTES_MAX} bytes; copies them. Never blocks: what the socket cannot take is lost and counted. */
    default void send(InetSocketAddress to, byte[] data, int offset, int length) {
        send(new Destination(to), data, offset, length);
    }

    /** As {@link #send(InetSocketAddress, byte[], int, int)}, for a peer that is sent to more often. */
    default void send(Destination to, byte[] data, int offset, int length) {
        SendBuffer out = sendBuffer();
        long at = out.reserve(length);
        MemorySegment.copy(data, offset, out.memory(), ValueLayout.JAVA_BYTE, at, length);
        out.commit(to, length);
    }
}
