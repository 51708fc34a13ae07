package dev.treecast.interaction.branch;

import dev.treecast.interaction.input.FoldTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tables that an edge was told last, by their numbers. Both ends see the same letters in the same order, so both forget the same. */
final class BoundedTables {
    private static final int TABLES_MAX = 64;

    private final Map<Long, FoldTable> byNumber = new LinkedHashMap<>();

    FoldTable put(long number, FoldTable table) {
        byNumber.put(number, table);
        if (byNumber.size() > TABLES_MAX) {
            byNumber.remove(byNumber.keySet().iterator().next());
        }
        return table;
    }

    boolean knows(long number) {
        return byNumber.containsKey(number);
    }

    /** Of a number that nobody has said it is empty: then nothing is folded. */
    FoldTable get(long number) {
        return byNumber.getOrDefault(number, FoldTable.EMPTY);
    }

    void clear() {
        byNumber.clear();
    }
}
