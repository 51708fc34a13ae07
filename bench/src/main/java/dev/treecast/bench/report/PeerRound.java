package dev.treecast.bench.report;

import dev.treecast.bench.rig.PeerWindow;
import dev.treecast.bench.swarm.JoinResult;

/**
 * One server, once.
 *
 * @param join how its viewers came
 * @param window what it then did
 * @param baseBytes its resident set before they came
 * @param bytes and with them
 */
public record PeerRound(JoinResult join, PeerWindow window, long baseBytes, long bytes) {

    /** One line. */
    public String summary() {
        return Column.number(window.cpuNsPerPacket() / 1_000, 2) + " µs a packet, "
                + Column.number(window.counts().packets() / window.seconds(), 0) + " packets/s, "
                + Column.percent(window.cpuShare(), 1) + " of a core, loss "
                + Column.percent(window.counts().lossShare(), 4) + ", " + join.connected() + " of " + join.wanted()
                + " viewers";
    }

    double kibPerViewer() {
        return join.connected() == 0 ? 0 : (bytes - baseBytes) / 1024.0 / join.connected();
    }
}
