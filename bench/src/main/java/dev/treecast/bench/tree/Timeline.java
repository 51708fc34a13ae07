package dev.treecast.bench.tree;

import java.util.PriorityQueue;

/** Virtual time: what is to happen, in its order; what is for the same moment happens in the order it was asked for. */
public final class Timeline {
    public static final long MS = 1_000_000L;
    public static final long SECOND = 1_000 * MS;
    public static final long NEVER = Long.MAX_VALUE;

    private record Event(long timeNs, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(timeNs, other.timeNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(1 << 16);
    private long orders;
    private long nowNs = SECOND;

    public long nowNs() {
        return nowNs;
    }

    /** How many things have been put on it. */
    public long events() {
        return orders;
    }

    public void at(long timeNs, Runnable what) {
        events.add(new Event(Math.max(timeNs, nowNs), orders++, what));
    }

    public void after(long spanNs, Runnable what) {
        at(nowNs + spanNs, what);
    }

    /** Again and again, until the end. */
    public void every(long spanNs, Runnable what) {
        after(spanNs, () -> {
            what.run();
            every(spanNs, what);
        });
    }

    public void runUntil(long endNs) {
        while (!events.isEmpty() && events.peek().timeNs <= endNs) {
            Event event = events.remove();
            nowNs = event.timeNs;
            event.what.run();
        }
        nowNs = endNs;
    }
}
