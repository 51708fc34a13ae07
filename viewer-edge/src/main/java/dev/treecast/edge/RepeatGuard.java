package dev.treecast.edge;

/**
 * Decides which packets of a NACK are worth sending again: each at most three times, and not again before the last repeat can have arrived.
 * Without it a viewer behind a full queue would ask for the same packets over and over, and fill the queue with them. Direct-mapped by
 * sequence number: a collision forgets the older packet, which at worst repeats it once more.
 */
final class RepeatGuard {
    /** A viewer that still misses a packet after three repeats has a path that will not carry the fourth. */
    private static final int REPEATS_MAX = 3;

    /** Repeats of one packet are at least min(this, two round trips) apart. */
    private static final long INTERVAL_NS_MAX = 100_000_000;

    /** Packets remembered, a power of two: a second of 2.5 Mbit/s. */
    private static final int REMEMBERED = 256;

    private final long[] sequences = new long[REMEMBERED];
    private final long[] repeatedNs = new long[REMEMBERED];
    private final byte[] repeats = new byte[REMEMBERED];

    /** Whether to send this packet again now; counts it when so. */
    boolean allow(long sequence, long nowNs, long roundTripNs) {
        int slot = (int) sequence & (REMEMBERED - 1);
        // Slots start with sequence 0 and no repeats, which is also what packet 0 would find.
        if (sequences[slot] != sequence) {
            sequences[slot] = sequence;
            repeats[slot] = 0;
        }
        if (repeats[slot] >= REPEATS_MAX) {
            return false;
        }
        long intervalNs = roundTripNs > 0 ? Math.min(INTERVAL_NS_MAX, 2 * roundTripNs) : INTERVAL_NS_MAX;
        if (repeats[slot] > 0 && nowNs - repeatedNs[slot] < intervalNs) {
            return false;
        }
        repeats[slot]++;
        repeatedNs[slot] = nowNs;
        return true;
    }
}
