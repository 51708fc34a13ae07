package dev.treecast.edge;

/**
 * Which packets of a stream came, in the order in which they came, all tracks, counted from 0: what the fan-out walks along. The packets
 * themselves are in the tracks' rings. Bounded: whoever is further behind than it is long has lost what fell out.
 */
final class PacketLog {
    /** 1.5 s of 5 Mbit/s, a power of two. */
    private static final int CAPACITY = 1_024;

    private final int capacity;
    private final int[] tracks;
    private final long[] sequences;
    private long end;

    /** @param layers that packets are of: one that is of several is noted for each that is sent to somebody, of which the smaller ones have few */
    PacketLog(int layers) {
        this.capacity = CAPACITY * Integer.highestOneBit(Math.max(1, layers / 2));
        this.tracks = new int[capacity];
        this.sequences = new long[capacity];
    }

    void add(int track, long sequence) {
        int slot = (int) end & (capacity - 1);
        tracks[slot] = track;
        sequences[slot] = sequence;
        end++;
    }

    /** The place of the oldest packet that is noted. */
    long start() {
        return Math.max(0, end - capacity);
    }

    /** The place of the next packet to come. */
    long end() {
        return end;
    }

    /** The index of its track, for a place from {@link #start} to before {@link #end}. */
    int track(long place) {
        return tracks[slot(place)];
    }

    /** Its number in the track. */
    long sequence(long place) {
        return sequences[slot(place)];
    }

    private int slot(long place) {
        if (place < start() || place >= end) {
            throw new IndexOutOfBoundsException("packet " + place + " of " + start() + " to " + end);
        }
        return (int) place & (capacity - 1);
    }
}
