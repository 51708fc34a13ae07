package dev.treecast.webrtc.congestion;

import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time: what is to happen when. */
final class Simulation {
    private record Event(long atNs, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(number, other.number);
        }
    }

    final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNs;
    private long number;

    Simulation(long seed) {
        random = new Random(seed);
    }

    long nowNs() {
        return nowNs;
    }

    void at(long atNs, Runnable action) {
        events.add(new Event(Math.max(atNs, nowNs), number++, action));
    }

    void in(long delayNs, Runnable action) {
        at(nowNs + delayNs, action);
    }

    void every(long intervalNs, Runnable action) {
        in(intervalNs, () -> {
            action.run();
            every(intervalNs, action);
        });
    }

    void run(double untilSeconds) {
        long untilNs = (long) (untilSeconds * 1e9);
        while (!events.isEmpty() && events.peek().atNs <= untilNs) {
            Event event = events.poll();
            nowNs = event.atNs;
            event.action.run();
        }
        nowNs = untilNs;
    }
}
