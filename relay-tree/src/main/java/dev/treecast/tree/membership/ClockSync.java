package dev.treecast.tree.membership;

import org.jspecify.annotations.Nullable;

/**
 * How far a neighbour's wall clock is from ours, from the times in keepalives (RFC 5905 section 8): of the last {@value #SAMPLES} samples
 * the one with the shortest round trip, which queues have bent the least.
 */
final class ClockSync {
    private static final int SAMPLES = 8;

    private record Sample(long offsetNs, long delayNs) {}

    private final @Nullable Sample[] samples = new Sample[SAMPLES];
    private int next;
    private long peerTransmitNs;
    private long peerArrivedNs;

    /** @param arrivedNs on our wall clock */
    void received(TreeMessage.Keepalive message, long arrivedNs) {
        peerTransmitNs = message.transmitNs();
        peerArrivedNs = arrivedNs;
        if (message.originNs() == 0) {
            return;
        }
        long delayNs = (arrivedNs - message.originNs()) - (message.transmitNs() - message.receiveNs());
        if (delayNs < 0) {
            return; // a clock was set meanwhile
        }
        long offsetNs = ((message.receiveNs() - message.originNs()) + (message.transmitNs() - arrivedNs)) / 2;
        samples[next] = new Sample(offsetNs, delayNs);
        next = (next + 1) % SAMPLES;
    }

    TreeMessage.Keepalive keepalive(int children, int capacity, long wallNs) {
        return new TreeMessage.Keepalive(children, capacity, peerTransmitNs, peerArrivedNs, wallNs);
    }

    /** Theirs less ours, in ns; 0 before it was measured. */
    long offsetNs() {
        Sample best = best();
        return best == null ? 0 : best.offsetNs;
    }

    /** The shortest round trip of late, in ns; 0 before it was measured. */
    long roundTripNs() {
        Sample best = best();
        return best == null ? 0 : best.delayNs;
    }

    private @Nullable Sample best() {
        Sample best = null;
        for (Sample sample : samples) {
            if (sample != null && (best == null || sample.delayNs < best.delayNs)) {
                best = sample;
            }
        }
        return best;
    }
}
