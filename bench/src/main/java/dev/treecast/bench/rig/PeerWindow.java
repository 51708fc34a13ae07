package dev.treecast.bench.rig;

import dev.treecast.bench.swarm.Counts;

/**
 * What a server did in a while.
 *
 * @param seconds how long it was
 * @param counts what all viewers received
 * @param cpuNs of all the server's threads
 */
public record PeerWindow(double seconds, Counts counts, long cpuNs) {

    /** Server CPU for each packet that reached a viewer, ns. */
    public double cpuNsPerPacket() {
        return counts.packets() == 0 ? 0 : (double) cpuNs / counts.packets();
    }

    /** Of one core. */
    public double cpuShare() {
        return cpuNs / seconds / 1e9;
    }
}
