package dev.treecast.webrtc.peer;

import java.net.InetSocketAddress;

/** What a {@link MediaLoop} drives. All methods are called on the loop; an exception ends this session, never the loop. */
public interface LoopSession {

    /** "Never": no deadline is pending. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /** Takes in one datagram. The array is the loop's own and valid during the call only; it may be overwritten in place. */
    void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length);

    /** When {@link #timeout} wants to be called next, on the loop's clock; asked after every call into the session. */
    long nextDeadlineNs();

    /** The deadline has come. */
    void timeout(long nowNs);

    /** Something the session could not handle was thrown out of it: it must let go of everything it holds. */
    void fail(Throwable cause);
}
