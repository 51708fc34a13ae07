package dev.treecast.interaction.input;

import java.util.HashMap;
import java.util.Map;

/** When a control may be used again, by whoever shares the wait: a viewer, a group, or everyone. */
public final class Cooldown {
    private static final int PURGE_AT = 64;

    private final Map<String, Long> readyAtNs = new HashMap<>();
    private int purgeAt = PURGE_AT;

    /** Nanoseconds until it is ready, 0 when it is. */
    public long waitNs(long nowNs, String who) {
        Long ready = readyAtNs.get(who);
        return ready == null ? 0 : Math.max(0, ready - nowNs);
    }

    public void start(long nowNs, String who, long durationNs) {
        readyAtNs.put(who, nowNs + durationNs);
        if (readyAtNs.size() >= purgeAt) {
            readyAtNs.values().removeIf(ready -> ready <= nowNs);
            purgeAt = Math.max(PURGE_AT, 2 * readyAtNs.size());
        }
    }
}
