package dev.treecast.interaction.branch;

import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the ingest node to all edges of a show.
 *
 * <pre>
 * u8 2, u64 show, u16 marks, per mark: u64 edge, u64 have, u64 from; u64 first, pieces
 * </pre>
 *
 * @param show when the trunk began, in microseconds since 1970: the younger one is right
 * @param first the number of the first piece
 */
record DownPacket(long show, List<Mark> marks, long first, List<Piece> pieces) {
    static final int TYPE = 2;
    static final int HEAD_BYTES = 19;

    /**
     * How the trunk stands with an edge.
     *
     * @param have the last piece it has from there, or {@link #BEGIN_ANEW}
     * @param from the last piece down that does not concern the edge: it was not there yet
     */
    record Mark(long edge, long have, long from) {
        static final int BYTES = 24;
        /** The trunk does not know the edge any more. */
        static final long BEGIN_ANEW = -1;
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(HEAD_BYTES + Mark.BYTES * marks.size() + Pieces.bytes(pieces));
        out.u8(TYPE).u64(show).u16(marks.size());
        marks.forEach(mark -> out.u64(mark.edge).u64(mark.have).u64(mark.from));
        out.u64(first);
        Pieces.write(out, pieces);
        return out.toBytes();
    }

    static Optional<DownPacket> read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes, 0, bytes.length);
        if (in.u8() != TYPE) {
            return Optional.empty();
        }
        long show = in.u64();
        List<Mark> marks = new ArrayList<>();
        for (int left = in.u16(); left > 0 && in.hasMore(); left--) {
            marks.add(new Mark(in.u64(), in.u64(), in.u64()));
        }
        DownPacket packet = new DownPacket(show, marks, in.u64(), Pieces.read(in));
        return in.isWhole() && packet.first >= 1 ? Optional.of(packet) : Optional.empty();
    }
}
