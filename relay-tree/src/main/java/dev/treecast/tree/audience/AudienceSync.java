package dev.treecast.tree.audience;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the audience of a stream at one node, and below it, needs to see it together, and what it is given: parts come from the loops that serve viewers and from child
 * nodes. Thread-safe; asked about once a second by each.
 *
 * <p>The node where the stream is published decides. At the others the target comes from above; what a node that hears nothing from above decides itself
 * holds for its own viewers.
 */
public final class AudienceSync {
    /** A part that was not renewed for so long is gone. Loops report once a second; nodes as often as the publisher sends reports, every 1 to 5 s. */
    private static final long PART_NS_MAX = 12_000_000_000L;

    /** Parts of a node: its loops, and the children that a node can have at most; one more is not counted. */
    private static final int PARTS_MAX = 1_024;

    /** Decided at most so often, however many ask. */
    private static final long DECIDE_NS = 500_000_000;

    private record Part(NeedCounts counts, long atNs) {}

    private final Map<Object, Part> parts = new ConcurrentHashMap<>();
    private final SyncTarget own;

    private long decidedNs = Long.MIN_VALUE;
    private long fromAboveNs;

    public AudienceSync() {
        this(SyncOptions.defaults());
    }

    AudienceSync(SyncOptions options) {
        own = new SyncTarget(options);
    }

    /**
     * What a part of the audience needs now.
     *
     * @param part whose word it is, by identity or {@link Object#equals}
     */
    public void report(Object part, NeedCounts counts, long nowNs) {
        if (parts.size() < PARTS_MAX || parts.containsKey(part)) {
            parts.put(part, new Part(counts, nowNs));
        }
    }

    /** A part is gone. */
    public void forget(Object part) {
        parts.remove(part);
    }

    /** What was decided where the stream is published; 0 when nothing was. */
    public synchronized void fromAbove(long targetNs) {
        fromAboveNs = targetNs;
    }

    /** What {@link #targetNs} last said, for who only looks. */
    public synchronized long lastTargetNs() {
        return fromAboveNs > 0 ? fromAboveNs : own.ns();
    }

    /** All parts together. */
    public NeedCounts needs(long nowNs) {
        NeedCounts sum = NeedCounts.NONE;
        for (Part part : parts.values()) {
            if (nowNs - part.atNs() < PART_NS_MAX) {
                sum = sum.plus(part.counts());
            }
        }
        return sum;
    }

    /** How long after the capture viewers shall see a picture, ns; 0 while nobody has said what he needs. */
    public synchronized long targetNs(long nowNs) {
        if (fromAboveNs > 0) {
            return fromAboveNs;
        }
        if (decidedNs == Long.MIN_VALUE || nowNs - decidedNs >= DECIDE_NS) {
            decidedNs = nowNs;
            parts.values().removeIf(part -> nowNs - part.atNs() >= PART_NS_MAX);
            own.decide(nowNs, needs(nowNs));
        }
        return own.ns();
    }
}
