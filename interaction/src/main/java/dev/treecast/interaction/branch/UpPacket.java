package dev.treecast.interaction.branch;

import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.List;
import java.util.Optional;

/**
 * From an edge to the ingest node.
 *
 * <pre>
 * u8 1, u8 flags (1: something is missing, 2: folds input), u64 edge, u64 show, u64 have, u64 first, pieces
 * </pre>
 *
 * @param missing whether the edge has seen a gap in what comes down
 * @param folds whether the edge understands what it may fold
 * @param edge the edge's number, a random one for each beginning
 * @param show the trunk that it belongs to, 0 before it has heard of one
 * @param have the last piece that it has from there
 * @param first the number of the first piece
 */
record UpPacket(boolean missing, boolean folds, long edge, long show, long have, long first, List<Piece> pieces) {
    static final int TYPE = 1;
    static final int HEAD_BYTES = 34;
    private static final int MISSING = 1;
    private static final int FOLDS = 2;

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(HEAD_BYTES + Pieces.bytes(pieces));
        out.u8(TYPE)
                .u8((missing ? MISSING : 0) | (folds ? FOLDS : 0))
                .u64(edge)
                .u64(show)
                .u64(have)
                .u64(first);
        Pieces.write(out, pieces);
        return out.toBytes();
    }

    static Optional<UpPacket> read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes, 0, bytes.length);
        if (in.u8() != TYPE) {
            return Optional.empty();
        }
        int flags = in.u8();
        UpPacket packet = new UpPacket(
                (flags & MISSING) != 0, (flags & FOLDS) != 0, in.u64(), in.u64(), in.u64(), in.u64(), Pieces.read(in));
        return in.isWhole() && packet.first >= 1 && packet.have >= 0 ? Optional.of(packet) : Optional.empty();
    }
}
