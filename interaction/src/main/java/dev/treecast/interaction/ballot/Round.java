package dev.treecast.interaction.ballot;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** One round of a poll: a ballot for each principal, which may be changed until the round is over. Times are stream time. */
public final class Round {
    /** Ballots of one round; more principals than a show has viewers. */
    public static final int BALLOTS_MAX = 1_000_000;

    /** No closing time yet. */
    public static final long OPEN = Long.MAX_VALUE;

    /** What became of a ballot. */
    public enum Outcome {
        COUNTED,
        CLOSED,
        FULL
    }

    private final long number;
    private final long graceUs;
    private final long[] counts;
    private final Map<String, Integer> ballots = new HashMap<>();
    private long closedUs = OPEN;

    public Round(long number, int options, long graceUs) {
        this.number = number;
        this.graceUs = graceUs;
        counts = new long[options];
    }

    public long number() {
        return number;
    }

    public int options() {
        return counts.length;
    }

    public long graceUs() {
        return graceUs;
    }

    /** When it closed, or {@link #OPEN}. */
    public long closedUs() {
        return closedUs;
    }

    /** The option of each principal that has voted; not to be changed. */
    public Map<String, Integer> ballots() {
        return Collections.unmodifiableMap(ballots);
    }

    /** Closes at this time: what was seen later counts no more. */
    public void close(long atUs) {
        closedUs = Math.min(closedUs, atUs);
    }

    public boolean isClosed() {
        return closedUs != OPEN;
    }

    /** When the result stands: after the grace. */
    public long finalUs() {
        return closedUs == OPEN ? OPEN : closedUs + graceUs;
    }

    /**
     * Casts or changes a ballot.
     *
     * @param seenUs the frame that the viewer voted on; for who does not say, now
     */
    public Outcome cast(String principal, int option, long nowUs, long seenUs) {
        boolean late = nowUs >= closedUs && (seenUs >= closedUs || nowUs >= finalUs());
        if (late) {
            return Outcome.CLOSED;
        }
        if (ballots.size() >= BALLOTS_MAX && !ballots.containsKey(principal)) {
            return Outcome.FULL;
        }
        Integer before = ballots.put(principal, option);
        if (before != null) {
            counts[before]--;
        }
        counts[option]++;
        return Outcome.COUNTED;
    }

    public long[] counts() {
        return counts.clone();
    }

    /** The option with the most ballots, the first of equals; −1 without ballots. */
    public int winner() {
        long most = Arrays.stream(counts).max().orElse(0);
        for (int i = 0; i < counts.length; i++) {
            if (most > 0 && counts[i] == most) {
                return i;
            }
        }
        return -1;
    }
}
