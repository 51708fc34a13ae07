package dev.treecast.bench.relay;

import dev.treecast.bench.swarm.Percentiles;
import java.util.List;

/**
 * What one relay did.
 *
 * @param children nodes that it sent each stream to
 * @param streams that flowed, of 300 packets a second each
 * @param seconds for how long
 * @param forwarded packets that its children got, together
 * @param missed packets that did not reach them
 * @param cpuNs of the relay's process
 * @param busy of its media loop's core, 0 to 1
 * @param links latency from the publisher to an edge over one, two and three links, ms
 * @param joinMs from a wish for a stream that the relay has to its first packet, at edges whose link is up, ms; none where it was not measured
 */
public record RelayResult(
        int children,
        int streams,
        double seconds,
        long forwarded,
        long missed,
        long cpuNs,
        double busy,
        List<Percentiles> links,
        Percentiles joinMs) {

    /** CPU for each packet and child. */
    public double nsPerPacket() {
        return forwarded == 0 ? 0 : (double) cpuNs / forwarded;
    }

    public RelayResult withJoins(Percentiles joins) {
        return new RelayResult(children, streams, seconds, forwarded, missed, cpuNs, busy, links, joins);
    }
}
