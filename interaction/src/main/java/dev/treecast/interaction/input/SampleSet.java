package dev.treecast.interaction.input;

import java.util.Arrays;

/**
 * Some of the inputs as they were: each gets a random priority, and the lowest are kept. That is a fair sample which can be merged in any order
 * (bottom-k sampling). Flat arrays, made when first used.
 */
public final class SampleSet {
    private int limit;
    private int size;
    private long[] priority = new long[0];
    private long[] viewer = new long[0];
    private long[] arrivalUs = new long[0];
    private long[] seenUs = new long[0];
    private int[] what = new int[0];
    private int[] xy = new int[0];

    /** How many may be kept. */
    public int limit() {
        return limit;
    }

    public int size() {
        return size;
    }

    /** A limit that is below what is kept drops those with the highest priorities. */
    public void limitTo(int most) {
        limit = most;
        while (size > limit) {
            removeAt(worst());
        }
    }

    /**
     * Offers an input.
     *
     * @param random its priority
     * @param action see {@code Action}
     * @param arrival stream time, which no other input of this viewer has
     * @param seen stream time of the frame that the viewer saw, or {@link Long#MIN_VALUE}
     */
    public void offer(long random, long viewerKey, int action, int x, int y, long arrival, long seen) {
        if (size < limit) {
            if (size == priority.length) {
                grow();
            }
            put(size++, random, viewerKey, action, x, y, arrival, seen);
            return;
        }
        if (limit == 0) {
            return;
        }
        int worst = worst();
        if (isBefore(random, viewerKey, arrival, worst)) {
            put(worst, random, viewerKey, action, x, y, arrival, seen);
        }
    }

    public void addAll(SampleSet other) {
        limit = Math.max(limit, other.limit);
        for (int i = 0; i < other.size; i++) {
            offer(
                    other.priority[i],
                    other.viewer[i],
                    other.what[i],
                    other.x(i),
                    other.y(i),
                    other.arrivalUs[i],
                    other.seenUs[i]);
        }
    }

    /** The same samples in as little memory as they take. */
    SampleSet copy() {
        SampleSet copy = new SampleSet();
        copy.limit = limit;
        copy.size = size;
        copy.priority = Arrays.copyOf(priority, size);
        copy.viewer = Arrays.copyOf(viewer, size);
        copy.arrivalUs = Arrays.copyOf(arrivalUs, size);
        copy.seenUs = Arrays.copyOf(seenUs, size);
        copy.what = Arrays.copyOf(what, size);
        copy.xy = Arrays.copyOf(xy, size);
        return copy;
    }

    /** Forgets the samples and keeps the memory. */
    void clear() {
        limit = 0;
        size = 0;
    }

    /** Indices in the order of arrival, of at most so many, those of the lowest priorities. */
    public int[] inOrder(int most) {
        return java.util.stream.IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> compare(a, b))
                .limit(most)
                .sorted((a, b) -> arrivalUs[a] != arrivalUs[b]
                        ? Long.compare(arrivalUs[a], arrivalUs[b])
                        : Long.compare(viewer[a], viewer[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    public long viewer(int index) {
        return viewer[index];
    }

    public int action(int index) {
        return what[index];
    }

    public int x(int index) {
        return xy[index] >> 16;
    }

    public int y(int index) {
        return (short) xy[index];
    }

    public long seenUs(int index) {
        return seenUs[index];
    }

    long priority(int index) {
        return priority[index];
    }

    long arrivalUs(int index) {
        return arrivalUs[index];
    }

    private void put(int at, long random, long viewerKey, int action, int x, int y, long arrival, long seen) {
        priority[at] = random;
        viewer[at] = viewerKey;
        what[at] = action;
        xy[at] = x << 16 | (y & 0xFFFF);
        arrivalUs[at] = arrival;
        seenUs[at] = seen;
    }

    private int worst() {
        int worst = 0;
        for (int i = 1; i < size; i++) {
            worst = compare(i, worst) > 0 ? i : worst;
        }
        return worst;
    }

    private int compare(int a, int b) {
        return a == b ? 0 : isBefore(priority[a], viewer[a], arrivalUs[a], b) ? -1 : 1;
    }

    private boolean isBefore(long random, long viewerKey, long arrival, int other) {
        if (random != priority[other]) {
            return random < priority[other];
        }
        return viewerKey != viewer[other] ? viewerKey < viewer[other] : arrival < arrivalUs[other];
    }

    private void removeAt(int index) {
        size--;
        put(index, priority[size], viewer[size], what[size], x(size), y(size), arrivalUs[size], seenUs[size]);
    }

    private void grow() {
        int capacity = Math.min(limit, Math.max(4, 2 * size));
        priority = Arrays.copyOf(priority, capacity);
        viewer = Arrays.copyOf(viewer, capacity);
        arrivalUs = Arrays.copyOf(arrivalUs, capacity);
        seenUs = Arrays.copyOf(seenUs, capacity);
        what = Arrays.copyOf(what, capacity);
        xy = Arrays.copyOf(xy, capacity);
    }

    /** Whether the other one holds the same samples. */
    boolean isSame(SampleSet other) {
        int[] mine = inOrder(size);
        int[] theirs = other.inOrder(other.size);
        if (mine.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            int a = mine[i];
            int b = theirs[i];
            if (priority[a] != other.priority[b]
                    || viewer[a] != other.viewer[b]
                    || what[a] != other.what[b]
                    || xy[a] != other.xy[b]
                    || arrivalUs[a] != other.arrivalUs[b]
                    || seenUs[a] != other.seenUs[b]) {
                return false;
            }
        }
        return true;
    }
}
