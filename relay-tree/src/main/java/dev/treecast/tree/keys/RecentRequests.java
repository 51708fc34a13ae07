package dev.treecast.tree.keys;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When each node last asked, by its own clock: an older request, or the same again, is a replay. A node is forgotten when none of its requests would
 * be fresh any more; until then as many are known as there may be edges, and the one that asked longest ago goes first.
 */
final class RecentRequests {
    private final int nodesMax;
    private final LinkedHashMap<String, Long> timesMs = new LinkedHashMap<>();

    RecentRequests(int nodesMax) {
        this.nodesMax = nodesMax;
    }

    /** Notes a request; false for one that is not later than the node's last. */
    boolean take(String node, long timeMs) {
        Long last = timesMs.get(node);
        if (last != null && timeMs <= last) {
            return false;
        }
        timesMs.remove(node);
        timesMs.put(node, timeMs);
        if (timesMs.size() > nodesMax) {
            timesMs.remove(timesMs.firstEntry().getKey());
        }
        return true;
    }

    /** Forgets what is older than any fresh request. */
    void forgetBefore(long timeMs) {
        for (Iterator<Map.Entry<String, Long>> each = timesMs.entrySet().iterator(); each.hasNext(); ) {
            if (each.next().getValue() >= timeMs) {
                return; // clocks differ by less than what was added to the bound
            }
            each.remove();
        }
    }
}
