package dev.treecast.interaction.branch;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;

/** Takes numbered pieces in order, each once, and puts letters together. */
final class Received {
    /** A game's text of 64 KiB to 32,768 edges with a few runs each. */
    private static final int LETTER_BYTES_MAX = 1 << 20;

    private final ByteArrayOutputStream letter = new ByteArrayOutputStream();
    private long have;
    private boolean broken;

    /** @param have the number of the last piece that does not matter here */
    Received(long have) {
        this.have = have;
    }

    /** The number of the last piece that was taken. */
    long have() {
        return have;
    }

    /** Whether a letter was longer than any may be: nothing can be understood any more. */
    boolean isBroken() {
        return broken;
    }

    /** @return whether nothing is missing before these pieces */
    boolean take(long first, List<Piece> pieces, Consumer<byte[]> letters) {
        if (first > have + 1) {
            return false;
        }
        long number = first;
        for (Piece piece : pieces) {
            if (number++ == have + 1 && !broken) {
                have++;
                letter.writeBytes(piece.bytes());
                if (letter.size() > LETTER_BYTES_MAX) {
                    broken = true;
                } else if (piece.last()) {
                    byte[] whole = letter.toByteArray();
                    letter.reset();
                    letters.accept(whole);
                }
            }
        }
        return true;
    }
}
