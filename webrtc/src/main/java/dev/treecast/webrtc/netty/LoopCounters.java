package dev.treecast.webrtc.netty;

import java.util.concurrent.atomic.LongAdder;

/** What the media sockets saw, over all loops. Everything that is dropped is counted under its reason. */
public final class LoopCounters {
    public final LongAdder datagramsReceived = new LongAdder();
    public final LongAdder datagramsSent = new LongAdder();
    /** Of datagrams that were sent, without UDP's and IP's headers. */
    public final LongAdder bytesSent = new LongAdder();
    /** Runs of datagrams to one peer, each of which cost the kernel about as much as one datagram. */
    public final LongAdder runsSent = new LongAdder();
    /** Empty, or longer than the limit. */
    public final LongAdder malformed = new LongAdder();
    /** STUN for no session of ours: strangers, or sessions that have ended. Never answered. */
    public final LongAdder unknownUsernameFragment = new LongAdder();
    /** DTLS, RTP or RTCP from an address that passed no connectivity check. Never answered. */
    public final LongAdder unknownAddress = new LongAdder();
    /** Datagrams that the socket could not take. */
    public final LongAdder sendQueueFull = new LongAdder();

    public final LongAdder socketErrors = new LongAdder();
    /** Sessions that were ended because they threw. */
    public final LongAdder sessionsFailed = new LongAdder();
}
