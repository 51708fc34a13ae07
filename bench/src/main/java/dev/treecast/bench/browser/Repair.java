package dev.treecast.bench.browser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a viewer lacked of a stream, and when it got it after all.
 *
 * <p>A packet is due when the next one of a higher number that came without repair came. How late a repeat is counts from there.
 *
 * @param expected packets, by their sequence numbers
 * @param missing of them that did not come by themselves
 * @param latenessMs of each that was repaired, ms
 * @param retransmissions that came, useful or not
 */
public record Repair(long expected, long missing, List<Long> latenessMs, long retransmissions) {
    /** What came in the last second is not judged: its repeats may be under way. */
    private static final long END_MS = 1_000;

    private static final int NUMBERS = 1 << 16;

    public Repair {
        latenessMs = List.copyOf(latenessMs);
    }

    /** The share of packets that were not there so long after they were due, 0 to 1. */
    public double residual(long deadlineMs) {
        long repaired = latenessMs.stream().filter(late -> late <= deadlineMs).count();
        return expected == 0 ? 0 : (double) (missing - repaired) / expected;
    }

    /** The share that did not come by itself. */
    public double lossShare() {
        return expected == 0 ? 0 : (double) missing / expected;
    }

    static Repair of(List<RtpDump.Arrival> arrivals, long ssrc, long rtxSsrc) {
        Map<Long, Long> came = new HashMap<>();
        Map<Long, Long> repeated = new HashMap<>();
        long lastMs = arrivals.isEmpty() ? 0 : arrivals.getLast().atMs();
        long first = -1;
        long highest = -1;
        long judged = -1;
        long retransmissions = 0;
        for (RtpDump.Arrival arrival : arrivals) {
            if (arrival.ssrc() == ssrc) {
                long number = highest < 0 ? arrival.sequenceNumber() : unwrapped(arrival.sequenceNumber(), highest);
                first = first < 0 ? number : first;
                highest = Math.max(highest, number);
                came.putIfAbsent(number, arrival.atMs());
                if (arrival.atMs() <= lastMs - END_MS) {
                    judged = Math.max(judged, number);
                }
            } else if (arrival.ssrc() == rtxSsrc && arrival.first() >= 0) {
                retransmissions++;
                if (highest >= 0) {
                    repeated.putIfAbsent(unwrapped(arrival.first(), highest), arrival.atMs());
                }
            }
        }
        return judge(came, repeated, first, judged, retransmissions);
    }

    private static Repair judge(
            Map<Long, Long> came, Map<Long, Long> repeated, long first, long judged, long retransmissions) {
        if (judged < 0) {
            return new Repair(0, 0, List.of(), retransmissions);
        }
        List<Long> lateness = new ArrayList<>();
        long missing = 0;
        // Backwards, so that the packet behind each is known; the last one that is judged has come.
        long dueMs = 0;
        for (long number = judged; number >= first; number--) {
            Long atMs = came.get(number);
            if (atMs != null) {
                dueMs = atMs;
            } else {
                missing++;
                Long repeatMs = repeated.get(number);
                if (repeatMs != null) {
                    lateness.add(Math.max(0, repeatMs - dueMs));
                }
            }
        }
        return new Repair(judged - first + 1, missing, lateness, retransmissions);
    }

    /** The number next to a reference that ends in these 16 bits. */
    static long unwrapped(int number, long reference) {
        return reference + (short) (number - (int) (reference & (NUMBERS - 1)));
    }
}
