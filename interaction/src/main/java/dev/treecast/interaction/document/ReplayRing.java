package dev.treecast.interaction.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last patches of what one group sees, for those who come back. */
public final class ReplayRing {
    public static final long AGE_NS_MAX = 30_000_000_000L;
    public static final int PATCHES_MAX = 1_024;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Patch(long atNs, long from, byte[] message) {}

    private final Deque<Patch> patches = new ArrayDeque<>();

    public void add(long nowNs, long from, byte[] message) {
        patches.addLast(new Patch(nowNs, from, message));
        trim(nowNs);
    }

    /**
     * What follows on a version, oldest first; nothing when it is too old.
     *
     * @param current the version that the ring ends with
     */
    public Optional<List<byte[]>> since(long nowNs, long version, long current) {
        trim(nowNs);
        if (version == current) {
            return Optional.of(List.of());
        }
        List<byte[]> result = new ArrayList<>();
        for (Patch patch : patches) {
            if (!result.isEmpty() || patch.from == version) {
                result.add(patch.message);
            }
        }
        return result.isEmpty() ? Optional.empty() : Optional.of(result);
    }

    private void trim(long nowNs) {
        while (!patches.isEmpty() && (patches.size() > PATCHES_MAX || nowNs - patches.getFirst().atNs > AGE_NS_MAX)) {
            patches.removeFirst();
        }
    }
}
