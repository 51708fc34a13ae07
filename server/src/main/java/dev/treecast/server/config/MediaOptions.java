package dev.treecast.server.config;

import dev.treecast.edge.Pacing;
import java.net.InetAddress;
import java.util.List;

/**
 * The media face.
 *
 * @param bind the first UDP port and where it listens; 7000 is in no system's range of ephemeral ports (Linux: 32768, IANA: 49152)
 * @param publicAddresses the addresses offered as candidates; empty: the machine's own
 * @param loops event loops, and with them UDP ports: one per core, as a loop keeps a core busy and shares nothing
 * @param pacing how frames leave to viewers
 * @param redundantAudio whether sound goes out twice, a packet later, to viewers that take that (RFC 2198)
 */
public record MediaOptions(
        HostPort bind, List<InetAddress> publicAddresses, int loops, Pacing pacing, boolean redundantAudio) {
    /** More loops than any machine this was measured on has cores; bounds the range of ports. */
    static final int LOOPS_MAX = 64;

    public MediaOptions {
        publicAddresses = List.copyOf(publicAddresses);
    }

    public static MediaOptions defaults() {
        int cores = Runtime.getRuntime().availableProcessors();
        return new MediaOptions(
                new HostPort("0.0.0.0", 7000), List.of(), Math.clamp(cores, 1, LOOPS_MAX), Pacing.staggered(), true);
    }
}
