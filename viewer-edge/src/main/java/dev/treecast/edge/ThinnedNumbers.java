package dev.treecast.edge;

/**
 * Numbers of what is left of a track when some of its packets are left out: without gaps. A packet that has not come yet may be one of those that are
 * left or not; it has a number set aside, so that it can be asked for, and if it turns out to be none of them, something else has to stand under that number.
 */
final class ThinnedNumbers {
    /** "It has no number". */
    static final long NONE = Long.MIN_VALUE;

    /** By the track's numbers, how many had been left out before each. */
    private final long[] omittedBefore;

    private long newest = NONE;
    private long omitted;

    /** @param packets how far back a packet may come late, a power of two: as many as the track's ring holds */
    ThinnedNumbers(int packets) {
        this.omittedBefore = new long[packets];
    }

    /**
     * The number of a packet that is left.
     *
     * @param sequence its number in the track; each is given once
     * @return {@link #NONE} for one that comes too late
     */
    long take(long sequence) {
        return advance(sequence) || isKept(sequence) ? sequence - omittedBefore[slot(sequence)] : NONE;
    }

    /**
     * A packet is left out.
     *
     * @return the number that was set aside for it, under which something else has to stand; {@link #NONE} where there is none, as a rule
     */
    long omit(long sequence) {
        if (advance(sequence)) {
            omitted++;
            return NONE;
        }
        return isKept(sequence) ? sequence - omittedBefore[slot(sequence)] : NONE;
    }

    /** Whether the packet is newer than all before it. */
    private boolean advance(long sequence) {
        if (newest != NONE && sequence <= newest) {
            return false;
        }
        long first = newest == NONE ? sequence : Math.max(newest + 1, sequence - omittedBefore.length + 1);
        for (long each = first; each <= sequence; each++) {
            omittedBefore[slot(each)] = omitted;
        }
        newest = sequence;
        return true;
    }

    private boolean isKept(long sequence) {
        return sequence > newest - omittedBefore.length;
    }

    private int slot(long sequence) {
        return (int) sequence & omittedBefore.length - 1;
    }
}
