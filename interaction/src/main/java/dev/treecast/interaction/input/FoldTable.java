package dev.treecast.interaction.input;

import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The controls whose input may be folded where it arrives, as a viewer sees them at a time: it takes no more than this to admit it. Input for any other
 * control is for the show to judge.
 *
 * <pre>per control: varint number less the one before, u8 flags (1: a stick), u8 samples</pre>
 */
public final class FoldTable {
    /** What is needed of a control. */
    public record Entry(boolean stick, int samples) {}

    /** Everything is for the show to judge. */
    public static final FoldTable EMPTY = new FoldTable(Map.of());

    /** As many as a document may have controls. */
    private static final int ENTRIES_MAX = 256;

    private static final int STICK = 1;
    private static final int NUMBERS_END = 1 << 16;

    private final Map<Integer, Entry> entries;
    private final @Nullable Entry[] byNumber;

    /** @param entries by the control's number */
    public FoldTable(Map<Integer, Entry> entries) {
        TreeMap<Integer, Entry> sorted = new TreeMap<>(entries);
        this.entries = sorted;
        byNumber = new Entry[sorted.isEmpty() ? 0 : sorted.lastKey() + 1];
        entries.forEach((number, entry) -> byNumber[number] = entry);
    }

    /** Null when the control's input is not to be folded. */
    public @Nullable Entry get(int number) {
        return number < byNumber.length ? byNumber[number] : null;
    }

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(4 * entries.size());
        int before = 0;
        for (Map.Entry<Integer, Entry> each : entries.entrySet()) {
            out.varint(each.getKey() - before)
                    .u8(each.getValue().stick() ? STICK : 0)
                    .u8(each.getValue().samples());
            before = each.getKey();
        }
        return out.toBytes();
    }

    /** Reads what is left; nothing when that is no table. */
    public static Optional<FoldTable> read(ByteReader in) {
        Map<Integer, Entry> entries = new TreeMap<>();
        long number = 0;
        while (in.hasMore() && entries.size() < ENTRIES_MAX && number < NUMBERS_END) {
            number += in.varint();
            Entry entry = new Entry((in.u8() & STICK) != 0, in.u8());
            if (number < NUMBERS_END) {
                entries.put((int) number, entry);
            }
        }
        return in.isWhole() && number < NUMBERS_END ? Optional.of(new FoldTable(entries)) : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FoldTable table && entries.equals(table.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
