package dev.treecast.tree.membership;

import java.util.LinkedHashMap;
import java.util.Map;

/** Nodes that failed of late and are not asked for a while. The link has the last word on a neighbour, not the directory. */
final class Suspects {
    /** More than one node ever meets; the oldest are forgotten. */
    private static final int COUNT_MAX = 1_024;

    private record Entry(long untilNs, long spanNs) {}

    private final TreeOptions options;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    Suspects(TreeOptions options) {
        this.options = options;
    }

    void add(long nowNs, String node) {
        Entry before = entries.remove(node);
        long spanNs = options.suspectNs();
        if (before != null && nowNs - before.untilNs < options.suspectNsMax()) {
            spanNs = Math.min(options.suspectNsMax(), 2 * before.spanNs);
        }
        entries.put(node, new Entry(nowNs + spanNs, spanNs));
        if (entries.size() > COUNT_MAX) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    void clear(String node) {
        entries.remove(node);
    }

    boolean has(long nowNs, String node) {
        if (entries.isEmpty()) {
            return false;
        }
        Entry entry = entries.get(node);
        return entry != null && nowNs < entry.untilNs;
    }
}
