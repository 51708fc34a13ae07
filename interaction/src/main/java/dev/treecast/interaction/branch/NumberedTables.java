package dev.treecast.interaction.branch;

import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers tables of a show, so that each is said whole to an edge only once. */
final class NumberedTables {
    private static final int TABLES_MAX = 64;

    /** A table on the wire. Arrays stay the same, since what is said to one after the other is one letter. */
    static final class Numbered {
        private final long number;
        private final byte[] whole;
        private final byte[] name;

        private Numbered(long number, FoldTable table) {
            this.number = number;
            name = new ByteWriter(5).varint(number).toBytes();
            byte[] says = table.toBytes();
            whole = new ByteWriter(name.length + says.length)
                    .bytes(name, 0, name.length)
                    .bytes(says, 0, says.length)
                    .toBytes();
        }

        long number() {
            return number;
        }

        /** Its number and what it says. */
        byte[] whole() {
            return whole;
        }

        /** Its number. */
        byte[] name() {
            return name;
        }
    }

    private final Map<FoldTable, Numbered> known = new LinkedHashMap<>();
    private @Nullable FoldTable lastTable;
    private @Nullable Numbered lastNumbered;
    private long last;

    /** The show gives all viewers of a scene the same object, which is found without a look at what it says. */
    @SuppressWarnings("ReferenceEquality")
    Numbered of(FoldTable table) {
        if (table == lastTable && lastNumbered != null) {
            return lastNumbered;
        }
        Numbered numbered = known.computeIfAbsent(table, key -> new Numbered(++last, key));
        if (known.size() > TABLES_MAX) {
            known.remove(known.keySet().iterator().next());
        }
        lastTable = table;
        lastNumbered = numbered;
        return numbered;
    }
}
