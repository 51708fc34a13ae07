package dev.treecast.interaction.branch;

import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/** Pieces at the end of a packet: {@code varint 2 × length + last, bytes} each. */
final class Pieces {
    private Pieces() {}

    static int bytes(List<Piece> pieces) {
        return pieces.stream().mapToInt(Piece::wireBytes).sum();
    }

    static void write(ByteWriter out, List<Piece> pieces) {
        pieces.forEach(piece -> out.varint(2L * piece.bytes().length + (piece.last() ? 1 : 0))
                .bytes(piece.bytes(), 0, piece.bytes().length));
    }

    static List<Piece> read(ByteReader in) {
        List<Piece> pieces = new ArrayList<>();
        while (in.hasMore()) {
            long head = in.varint();
            pieces.add(new Piece((head & 1) != 0, in.bytes(head >>> 1)));
        }
        return pieces;
    }
}
