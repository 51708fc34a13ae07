package dev.treecast.sdk;

import java.util.ArrayList;
import java.util.List;

/**
 * What all viewers together did with one control in one interval of 50 ms. When a game's callbacks are slow, ticks that wait become one:
 * counts are added up, and of the rest the newest stands.
 */
public final class Tick {
    /** Sectors of {@link #direction}. */
    public static final int DIRECTIONS = 16;

    /** Samples that are kept when ticks are added up, some 200 KB: a game that is so far behind wants the newest. */
    static final int SAMPLES_MAX = 4_096;

    private static final byte[] NOWHERE = new byte[DIRECTIONS];
    private static final int SHARES = 255;

    private final long number;
    private final long time;
    private final Counts counts;
    private final Motion motion;
    private final List<Input> samples;

    /** What is added up. */
    record Counts(long received, long distinct, long presses, long releases, long holding, long moves) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        Counts then(Counts newer) {
            return new Counts(
                    received + newer.received,
                    Math.max(distinct, newer.distinct),
                    presses + newer.presses,
                    releases + newer.releases,
                    newer.holding,
                    moves + newer.moves);
        }
    }

    /** Where a stick is. */
    record Motion(double x, double y, double deviationX, double deviationY, Directions directions, boolean neutral) {
        static final Motion NEUTRAL = new Motion(0, 0, 0, 0, new Directions(NOWHERE), true);
    }

    /** The histogram's bytes, as they came. */
    static final class Directions {
        private final byte[] shares;

        Directions(byte[] shares) {
            this.shares = shares;
        }
    }

    Tick(long number, long time, Counts counts, Motion motion, List<Input> samples) {
        this.number = number;
        this.time = time;
        this.counts = counts;
        this.motion = motion;
        this.samples = List.copyOf(samples);
    }

    /** A stick let go of: what a dead-man time that ran out says. */
    static Tick neutral(long number, long time) {
        return new Tick(number, time, Counts.NONE, Motion.NEUTRAL, List.of());
    }

    /** Counts the intervals of the show's life. */
    public long number() {
        return number;
    }

    /** The interval's end, stream time: microseconds since 1970. */
    public long time() {
        return time;
    }

    /** Inputs that are in this tick. */
    public long received() {
        return counts.received;
    }

    /** How many viewers they came from: exact up to 1,000, estimated above. */
    public long distinct() {
        return counts.distinct;
    }

    public long presses() {
        return counts.presses;
    }

    public long releases() {
        return counts.releases;
    }

    /** How many viewers hold the button down. */
    public long holding() {
        return counts.holding;
    }

    public long moves() {
        return counts.moves;
    }

    /** The mean of all, −1 … 1. */
    public double x() {
        return motion.x;
    }

    /** The mean of all, −1 … 1. */
    public double y() {
        return motion.y;
    }

    /** How much viewers disagree: the standard deviation of x. */
    public double deviationX() {
        return motion.deviationX;
    }

    /** How much viewers disagree: the standard deviation of y. */
    public double deviationY() {
        return motion.deviationY;
    }

    /**
     * The share of moves in one direction, 0 … 1.
     *
     * @param sector 0 to 15; 0 is +x, and they go counter-clockwise
     */
    public double direction(int sector) {
        return (motion.directions.shares[sector] & 0xff) / (double) SHARES;
    }

    /** Whether the dead-man time ran out: nobody steers, x and y are 0. */
    public boolean neutral() {
        return motion.neutral;
    }

    /** Single viewers' inputs, for controls that ask for samples. */
    public List<Input> samples() {
        return samples;
    }

    /** Whether it says where the stick is, which a tick of samples only does not. */
    boolean moved() {
        return counts.moves > 0 || motion.neutral;
    }

    /** This tick and the one after it as one. */
    Tick then(Tick newer) {
        List<Input> both = new ArrayList<>(samples);
        both.addAll(newer.samples);
        int from = Math.max(0, both.size() - SAMPLES_MAX);
        return new Tick(
                newer.number,
                newer.time,
                counts.then(newer.counts),
                newer.moved() ? newer.motion : motion,
                both.subList(from, both.size()));
    }

    @Override
    public String toString() {
        return "Tick[number=" + number + ", " + counts + ", x=" + motion.x + ", y=" + motion.y + ", neutral="
                + motion.neutral + ", samples=" + samples.size() + "]";
    }
}
