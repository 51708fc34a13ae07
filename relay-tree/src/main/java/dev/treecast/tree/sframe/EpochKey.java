package dev.treecast.tree.sframe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The base key of a publication for one epoch, from one rotation to the next. A track's key id is {@code epoch << 8 | track}, so that each track
 * has a key and a salt of its own.
 *
 * @param epoch counts the rotations, from 0
 * @param baseKey 16 random bytes; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its contents, below
public record EpochKey(int epoch, byte[] baseKey) {
    /** What fits beside the epoch in a key id. */
    public static final int TRACKS_MAX = 256;

    private static final int TRACK_BITS = 8;

    public EpochKey {
        if (epoch < 0 || baseKey.length != SFrameCipher.BASE_KEY_BYTES) {
            throw new IllegalArgumentException("an epoch counts from 0, and its key has 16 bytes");
        }
    }

    /** The key id of a track. */
    public long keyId(int track) {
        return (long) epoch << TRACK_BITS | track;
    }

    /** The epoch in a key id; −1 where it is no epoch of ours. */
    static int epochOf(long keyId) {
        long epoch = keyId >>> TRACK_BITS;
        return epoch > Integer.MAX_VALUE ? -1 : (int) epoch;
    }

    static int trackOf(long keyId) {
        return (int) keyId & TRACKS_MAX - 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EpochKey key && epoch == key.epoch && Arrays.equals(baseKey, key.baseKey);
    }

    @Override
    public int hashCode() {
        return epoch;
    }

    /** Without the key, which belongs into no log. */
    @Override
    public String toString() {
        return "epoch " + epoch;
    }
}
