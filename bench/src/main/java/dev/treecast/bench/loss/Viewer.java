package dev.treecast.bench.loss;

import dev.treecast.bench.tree.Timeline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Asks for lost packets as libwebrtc's receiver does: at once when a later packet shows the gap, then on a grid of 20 ms whenever a round trip has
 * passed since it last asked, ten times at most. A round trip that it does not know is 100 ms.
 */
final class Viewer {
    static final long GRID_NS = 20 * Timeline.MS;
    private static final long ROUND_TRIP_NS_UNKNOWN = 100 * Timeline.MS;
    private static final int REQUESTS_MAX = 10;

    private static final class Missing {
        long askedNs;
        int requests;
    }

    private final long[] arrivedNs;
    private final TreeMap<Integer, Missing> missing = new TreeMap<>();
    private final long roundTripNs;
    private final Consumer<int[]> requests;
    private int newest = -1;

    /**
     * @param packets of the media
     * @param roundTripNs as it knows it; 0: it does not
     * @param requests sends one request, for several packets
     */
    Viewer(int packets, long roundTripNs, Consumer<int[]> requests) {
        this.arrivedNs = new long[packets];
        this.roundTripNs = roundTripNs == 0 ? ROUND_TRIP_NS_UNKNOWN : roundTripNs;
        this.requests = requests;
    }

    /** When a packet came; 0 when it did not. */
    long arrivedNs(int packet) {
        return arrivedNs[packet];
    }

    /** A media packet, a repeat of one, or one that FEC has brought back. */
    void arrived(int packet, long nowNs) {
        if (arrivedNs[packet] != 0) {
            return;
        }
        arrivedNs[packet] = nowNs;
        if (packet <= newest) {
            missing.remove(packet);
            return;
        }
        reached(packet, nowNs);
    }

    /** Everything up to this packet has been sent: something later has come, be it padding. */
    void reached(int packet, long nowNs) {
        if (packet <= newest) {
            return;
        }
        List<Integer> gap = new ArrayList<>();
        for (int lost = newest + 1; lost <= packet; lost++) {
            if (arrivedNs[lost] == 0) {
                Missing entry = new Missing();
                entry.askedNs = nowNs;
                entry.requests = 1;
                missing.put(lost, entry);
                gap.add(lost);
            }
        }
        newest = packet;
        ask(gap);
    }

    /** Every 20 ms. */
    void tick(long nowNs) {
        List<Integer> due = new ArrayList<>();
        Iterator<Map.Entry<Integer, Missing>> entries = missing.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Integer, Missing> entry = entries.next();
            Missing each = entry.getValue();
            if (nowNs - each.askedNs >= roundTripNs) {
                due.add(entry.getKey());
                each.askedNs = nowNs;
                each.requests++;
                if (each.requests >= REQUESTS_MAX) {
                    entries.remove();
                }
            }
        }
        ask(due);
    }

    private void ask(List<Integer> packets) {
        if (!packets.isEmpty()) {
            requests.accept(packets.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
