package dev.treecast.interaction.input;

import java.util.Arrays;

/**
 * How many viewers there were. Exact up to {@value #EXACT_MAX}, then HyperLogLog (Flajolet et al. 2007) with 2,048 registers, whose standard
 * error is 2.3 %. What it holds depends on the set of viewers alone, so adding and merging may come in any order.
 */
public final class DistinctViewers {
    public static final int EXACT_MAX = 1_000;

    private static final int REGISTER_BITS = 11;
    private static final int REGISTERS = 1 << REGISTER_BITS;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);
    private static final byte[] NONE = new byte[0];

    private static final int CAPACITY_MIN = 16;

    /** Open addressing; 0 is an empty place. A {@link #copy} is full, of whatever length, and is spread out again before anything is added to it. */
    private long[] keys;

    private int size;
    /** Empty while the set is exact. */
    private byte[] registers = NONE;
    /** Viewers that others have counted. */
    private long elsewhere;

    public DistinctViewers() {
        this(new long[CAPACITY_MIN]);
    }

    private DistinctViewers(long[] keys) {
        this.keys = keys;
    }

    /**
     * Adds a viewer.
     *
     * @param key a hash over all 64 bits
     */
    public void add(long key) {
        long stored = key == 0 ? 1 : key;
        if (registers.length > 0) {
            raise(stored);
            return;
        }
        reserve(size + 1);
        if (insert(stored) && ++size > EXACT_MAX) {
            toSketch();
        }
    }

    /** The same set in as little memory as it takes. */
    DistinctViewers copy() {
        DistinctViewers copy = new DistinctViewers(new long[size]);
        copy.size = size;
        copy.elsewhere = elsewhere;
        copy.registers = registers.length == 0 ? NONE : registers.clone();
        int at = 0;
        for (long key : keys) {
            if (key != 0) {
                copy.keys[at++] = key;
            }
        }
        return copy;
    }

    /** Forgets everybody and keeps the memory. */
    void clear() {
        Arrays.fill(keys, 0);
        size = 0;
        registers = NONE;
        elsewhere = 0;
    }

    /** Adds viewers that were counted where they are, and of whom no more is known. */
    void addCounted(long viewers) {
        elsewhere += viewers;
    }

    public void addAll(DistinctViewers other) {
        elsewhere += other.elsewhere;
        if (other.registers.length > 0) {
            if (registers.length == 0) {
                toSketch();
            }
            for (int i = 0; i < REGISTERS; i++) {
                registers[i] = (byte) Math.max(registers[i], other.registers[i]);
            }
        } else {
            // First, since keys come in the order of their hashes: into a table that is too small they would all go to
            // one end of it.
            reserve(Math.min(EXACT_MAX + 1, size + other.size));
            for (long key : other.keys) {
                if (key != 0) {
                    add(key);
                }
            }
        }
    }

    public long count() {
        return elsewhere + (registers.length == 0 ? size : estimate());
    }

    private long estimate() {
        double sum = 0;
        int zeros = 0;
        for (byte register : registers) {
            sum += 1.0 / (1L << register);
            zeros += register == 0 ? 1 : 0;
        }
        double estimate = ALPHA * REGISTERS * REGISTERS / sum;
        if (estimate <= 2.5 * REGISTERS && zeros > 0) {
            estimate = REGISTERS * Math.log((double) REGISTERS / zeros);
        }
        return Math.max(EXACT_MAX + 1, Math.round(estimate));
    }

    private boolean insert(long key) {
        int mask = keys.length - 1;
        int at = (int) (key >>> 20) & mask;
        while (keys[at] != 0) {
            if (keys[at] == key) {
                return false;
            }
            at = at + 1 & mask;
        }
        keys[at] = key;
        return true;
    }

    private void reserve(int viewers) {
        if (2 * viewers <= keys.length) {
            return;
        }
        long[] old = keys;
        keys = new long[Math.max(CAPACITY_MIN, 2 * Integer.highestOneBit(2 * viewers - 1))];
        for (long key : old) {
            if (key != 0) {
                insert(key);
            }
        }
    }

    private void toSketch() {
        registers = new byte[REGISTERS];
        for (long key : keys) {
            if (key != 0) {
                raise(key);
            }
        }
        Arrays.fill(keys, 0);
        size = 0;
    }

    private void raise(long key) {
        int register = (int) (key >>> (64 - REGISTER_BITS));
        int rank = Long.numberOfLeadingZeros(key << REGISTER_BITS | 1L << (REGISTER_BITS - 1)) + 1;
        registers[register] = (byte) Math.max(registers[register], rank);
    }

    /** Whether the other one holds the same. */
    boolean isSame(DistinctViewers other) {
        if (size != other.size || elsewhere != other.elsewhere || !Arrays.equals(registers, other.registers)) {
            return false;
        }
        long[] mine = keys.clone();
        long[] theirs = other.keys.clone();
        Arrays.sort(mine);
        Arrays.sort(theirs);
        // Capacities may differ, never the set.
        return Arrays.equals(
                Arrays.stream(mine).filter(k -> k != 0).toArray(),
                Arrays.stream(theirs).filter(k -> k != 0).toArray());
    }
}
