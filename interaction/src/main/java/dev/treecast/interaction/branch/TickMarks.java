package dev.treecast.interaction.branch;

import dev.treecast.interaction.input.TickRoot;
import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the ingest node to all edges of a show: how far their ticks have come.
 *
 * <pre>
 * u8 4, u64 show, per mark: u64 edge, varlong 2 × the last tick that counts + refused
 * </pre>
 */
record TickMarks(long show, List<TickRoot.Mark> marks) {
    static final int TYPE = 4;
    /** In one packet, so that it is shorter than the tree takes. */
    static final int MARKS_MAX = 500;

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(9 + 12 * marks.size());
        out.u8(TYPE).u64(show);
        marks.forEach(mark -> out.u64(mark.leaf()).varlong(2 * mark.upTo() + (mark.refused() ? 1 : 0)));
        return out.toBytes();
    }

    static Optional<TickMarks> read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes, 0, bytes.length);
        if (in.u8() != TYPE) {
            return Optional.empty();
        }
        long show = in.u64();
        List<TickRoot.Mark> marks = new ArrayList<>();
        while (in.hasMore()) {
            long edge = in.u64();
            long stand = in.varlong();
            marks.add(new TickRoot.Mark(edge, stand >>> 1, (stand & 1) != 0));
        }
        return in.isWhole() ? Optional.of(new TickMarks(show, marks)) : Optional.empty();
    }
}
