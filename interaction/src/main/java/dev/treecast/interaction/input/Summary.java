package dev.treecast.interaction.input;

import java.util.Arrays;

/**
 * What happened to one control in a span of time, in a form that merges: sums are whole numbers, so that no order of merging changes them.
 *
 * <p>{@code holding} is a change, not a level: how many more viewers hold the control than before. Changes add up over viewers and over time alike.
 */
public final class Summary {
    private long received;
    private long presses;
    private long releases;
    private long holding;
    private long moves;
    private long sumX;
    private long sumY;
    private long sumX2;
    private long sumY2;
    private final long[] directions;
    private final DistinctViewers distinct;
    private final SampleSet samples;

    Summary() {
        this(new long[Sectors.COUNT], new DistinctViewers(), new SampleSet());
    }

    private Summary(long[] directions, DistinctViewers distinct, SampleSet samples) {
        this.directions = directions;
        this.distinct = distinct;
        this.samples = samples;
    }

    /**
     * Folds a press in.
     *
     * @param holdingChange 1 when the viewer did not hold it before
     */
    void press(int holdingChange) {
        received++;
        presses++;
        holding += holdingChange;
    }

    void release(int holdingChange) {
        received++;
        releases++;
        holding += holdingChange;
    }

    void move(int x, int y) {
        received++;
        moves++;
        sumX += x;
        sumY += y;
        sumX2 += (long) x * x;
        sumY2 += (long) y * y;
        int sector = Sectors.of(x, y);
        if (sector >= 0) {
            directions[sector]++;
        }
    }

    /** Viewers that held it are gone; that is no input. */
    void drop(long holders) {
        holding -= holders;
    }

    void viewer(long key) {
        distinct.add(key);
    }

    /** So many viewers, as they were counted elsewhere. */
    void viewersElsewhere(long count) {
        distinct.addCounted(count);
    }

    /** Moves that were added up elsewhere. */
    void moves(long count, long x, long y, long x2, long y2) {
        received += count;
        moves += count;
        sumX += x;
        sumY += y;
        sumX2 += x2;
        sumY2 += y2;
    }

    void direction(int sector, long count) {
        directions[sector] += count;
    }

    /** Presses and releases that were added up elsewhere. */
    void presses(long pressed, long released) {
        received += pressed + released;
        presses += pressed;
        releases += released;
    }

    long sumX() {
        return sumX;
    }

    long sumY() {
        return sumY;
    }

    long sumX2() {
        return sumX2;
    }

    long sumY2() {
        return sumY2;
    }

    public SampleSet samples() {
        return samples;
    }

    /** Both together, neither of them changed. Associative and commutative. */
    public static Summary merge(Summary a, Summary b) {
        Summary merged = new Summary();
        merged.add(a);
        merged.add(b);
        return merged;
    }

    /** The same in as little memory as it takes, to be kept. */
    Summary copy() {
        Summary copy = new Summary(directions.clone(), distinct.copy(), samples.copy());
        copy.addSums(this);
        return copy;
    }

    /** Forgets everything and keeps the memory. */
    void clear() {
        received = 0;
        presses = 0;
        releases = 0;
        holding = 0;
        moves = 0;
        sumX = 0;
        sumY = 0;
        sumX2 = 0;
        sumY2 = 0;
        Arrays.fill(directions, 0);
        distinct.clear();
        samples.clear();
    }

    void add(Summary other) {
        addSums(other);
        for (int i = 0; i < directions.length; i++) {
            directions[i] += other.directions[i];
        }
        distinct.addAll(other.distinct);
        samples.addAll(other.samples);
    }

    private void addSums(Summary other) {
        received += other.received;
        presses += other.presses;
        releases += other.releases;
        holding += other.holding;
        moves += other.moves;
        sumX += other.sumX;
        sumY += other.sumY;
        sumX2 += other.sumX2;
        sumY2 += other.sumY2;
    }

    public long received() {
        return received;
    }

    public long presses() {
        return presses;
    }

    public long releases() {
        return releases;
    }

    /** How many more viewers hold it than before. */
    public long holdingChange() {
        return holding;
    }

    public long moves() {
        return moves;
    }

    /** Viewers, estimated above {@link DistinctViewers#EXACT_MAX}. */
    public long distinct() {
        return distinct.count();
    }

    /** On the scale of −32,767 … 32,767; 0 without moves. */
    public double meanX() {
        return moves == 0 ? 0 : (double) sumX / moves;
    }

    public double meanY() {
        return moves == 0 ? 0 : (double) sumY / moves;
    }

    public double deviationX() {
        return deviation(sumX, sumX2);
    }

    public double deviationY() {
        return deviation(sumY, sumY2);
    }

    private double deviation(long sum, long squares) {
        if (moves == 0) {
            return 0;
        }
        double mean = (double) sum / moves;
        return Math.sqrt(Math.max(0, (double) squares / moves - mean * mean));
    }

    /** Moves in a sector. */
    public long direction(int sector) {
        return directions[sector];
    }

    /** Whether the other one says the same in everything. */
    public boolean isSame(Summary other) {
        return received == other.received
                && presses == other.presses
                && releases == other.releases
                && holding == other.holding
                && moves == other.moves
                && sumX == other.sumX
                && sumY == other.sumY
                && sumX2 == other.sumX2
                && sumY2 == other.sumY2
                && Arrays.equals(directions, other.directions)
                && distinct.isSame(other.distinct)
                && samples.isSame(other.samples);
    }
}
