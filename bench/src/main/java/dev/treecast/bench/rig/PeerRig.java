package dev.treecast.bench.rig;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.swarm.JoinResult;

/** A server with its swarm, as far as two servers can be compared. */
public interface PeerRig {

    /** Which server, and which version. */
    String name();

    /** Viewers come at this rate. */
    JoinResult join(int viewers, double perSecond) throws BenchFailure;

    /** All viewers go, and the server has had time to notice. */
    void leaveAll() throws BenchFailure, InterruptedException;

    /** Measures for so long. */
    PeerWindow measure(double seconds) throws BenchFailure, InterruptedException;

    /** The server's resident set now, without what is free in its heap. */
    long residentBytes() throws BenchFailure;
}
