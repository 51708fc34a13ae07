package dev.treecast.edge.repair;

import java.util.Arrays;

/**
 * Decides what a viewer's request for a lost packet of one track is answered with. A packet is not repeated again before the viewer can have
 * missed the last repeat, which is a round trip: without that a viewer behind a full queue would fill the queue with repeats.
 *
 * <p>A repeat that may be the last chance before the packet's deadline is sent twice, a little apart. Whether it is the last depends on when the
 * viewer would ask again, which is learned from it: libwebrtc does after a round trip, or 100 ms where it does not know that, when the next point
 * of a grid of 20 ms comes; and what it then gets arrives half a round trip later. Second sendings have a {@link RepairBudget} of their own: the emptier
 * that is, the surer it must be that there will be no other chance. So at light losses everything is sent twice, and at heavy ones what
 * needs it.
 *
 * <p>Direct-mapped by sequence number: a collision forgets the older packet, which at worst repeats it once more. About 7 KB, made for a viewer
 * that has lost something.
 */
public final class Repairs {

    /** What to do about one request. */
    public enum Answer {
        /** Repeat the packet. */
        ONCE,
        /** Repeat it now, and {@link RepairOptions#spacingNs} later. */
        TWICE,
        /** The last repeat may still be on its way. */
        TOO_SOON,
        /** It was repeated as often as it may be: such a path will not carry the next either. */
        TOO_OFTEN,
        /** Nobody can use it any more. */
        TOO_LATE,
        /** The viewer has had its share of repeats. */
        OVER_BUDGET
    }

    /** Packets remembered, a power of two: a second of 2.5 Mbit/s. */
    private static final int REMEMBERED = 256;

    /** How long libwebrtc waits before it asks again while it does not know the round trip; a viewer that only receives never does. */
    private static final long ASKS_AGAIN_NS = 100_000_000;

    /** On which it looks whether to ask again. */
    private static final long GRID_NS = 20_000_000;

    /** The round trip varies: one that asks an eighth sooner was meant. */
    private static final int EARLY = 8;

    /** A sample of how soon a viewer asks again counts a quarter. */
    private static final int GAIN = 4;

    private static final long NEVER = Long.MIN_VALUE;

    /** In {@link #repeats}, of a slot that has had no packet. */
    private static final byte UNUSED = -1;

    private final RepairOptions options;
    private final RepairBudget budget;
    private final long[] sequences = new long[REMEMBERED];
    private final long[] repeatedNs = new long[REMEMBERED];
    private final long[] askedNs = new long[REMEMBERED];
    private final byte[] repeats = new byte[REMEMBERED];

    /** How long after a request the viewer asks again; 0 until it has. */
    private long asksAgainNs;

    private long laterNs;

    /** @param budget the viewer's, shared by its tracks */
    public Repairs(RepairOptions options, RepairBudget budget) {
        this.options = options;
        this.budget = budget;
        Arrays.fill(repeats, UNUSED);
    }

    /**
     * The viewer plays so much later than one that renders at once: packets may come so much later, and what is lost has the more chances.
     *
     * @param ns 0 or more
     */
    public void playedLater(long ns) {
        laterNs = ns;
    }

    /**
     * A request for a packet; counts the repeats that the answer makes, so they have to be sent.
     *
     * @param sequence of the packet in its track, 64 bits
     * @param bytes of the packet
     * @param sentNs when it was first sent
     * @param roundTripNs 0 while unknown
     */
    public Answer asked(long sequence, int bytes, long sentNs, long nowNs, long roundTripNs) {
        int slot = (int) sequence & (REMEMBERED - 1);
        if (sequences[slot] != sequence || repeats[slot] == UNUSED) {
            sequences[slot] = sequence;
            repeats[slot] = 0;
            askedNs[slot] = NEVER;
        }
        if (nowNs + roundTripNs / 2 - sentNs > Math.max(options.usefulNs(), options.deadlineNs() + laterNs)) {
            return Answer.TOO_LATE;
        }
        if (repeats[slot] >= options.repeatsMax()) {
            return Answer.TOO_OFTEN;
        }
        if (repeats[slot] > 0 && nowNs - repeatedNs[slot] < intervalNs(roundTripNs)) {
            return Answer.TOO_SOON;
        }
        boolean again = askedNs[slot] != NEVER;
        if (again) {
            learn(nowNs - askedNs[slot]);
        }
        askedNs[slot] = nowNs;
        if (!budget.takeRepeat(bytes, again)) {
            return Answer.OVER_BUDGET;
        }
        repeats[slot]++;
        repeatedNs[slot] = nowNs;
        if (budget.takeCopy(
                bytes, anotherChance(sentNs + options.deadlineNs() + laterNs - nowNs - roundTripNs / 2, roundTripNs))) {
            repeatedNs[slot] = nowNs + options.spacingNs();
            return Answer.TWICE;
        }
        return Answer.ONCE;
    }

    private static long intervalNs(long roundTripNs) {
        return roundTripNs == 0 ? GRID_NS : roundTripNs - roundTripNs / EARLY;
    }

    private void learn(long sampleNs) {
        asksAgainNs = asksAgainNs == 0 ? sampleNs : asksAgainNs + (sampleNs - asksAgainNs) / GAIN;
    }

    /**
     * How likely it is, 0 to 1, that the viewer asks again in time.
     *
     * @param leftNs until a request must have come for its answer to arrive at the deadline
     */
    private double anotherChance(long leftNs, long roundTripNs) {
        long againNs = asksAgainNs == 0 ? Math.max(roundTripNs, ASKS_AGAIN_NS) + GRID_NS / 2 : asksAgainNs;
        return Math.clamp((double) (leftNs - (againNs - GRID_NS / 2)) / GRID_NS, 0, 1);
    }
}
