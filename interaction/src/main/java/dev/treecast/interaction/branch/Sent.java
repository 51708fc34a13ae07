package dev.treecast.interaction.branch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Letters on their way: cut into pieces, numbered from 1, kept until acknowledged. */
final class Sent {
    private final int bytesMax;
    private final List<Piece> pieces = new ArrayList<>();
    /** Pieces at the head of the list that are acknowledged; they go when they are half of it. */
    private int done;

    private long first = 1;
    private int bytes;

    Sent(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The number that the next piece gets. */
    long next() {
        return first + pieces.size() - done;
    }

    /** The lowest number that is kept; {@link #next} when none is. */
    long first() {
        return first;
    }

    /** Whether more is kept than may be. */
    boolean isFull() {
        return bytes > bytesMax;
    }

    void add(byte[] letter) {
        int at = 0;
        do {
            int to = Math.min(letter.length, at + Piece.BYTES_MAX);
            Piece piece = new Piece(to == letter.length, Arrays.copyOfRange(letter, at, to));
            pieces.add(piece);
            bytes += piece.wireBytes();
            at = to;
        } while (at < letter.length);
    }

    /** Forgets everything up to and with a number. */
    void acknowledged(long upTo) {
        while (first <= upTo && done < pieces.size()) {
            bytes -= pieces.get(done++).wireBytes();
            first++;
        }
        if (2 * done >= pieces.size()) {
            pieces.subList(0, done).clear();
            done = 0;
        }
    }

    /** As many pieces from a number on as fit so many bytes; at least one where there is one. */
    List<Piece> from(long number, int room) {
        List<Piece> result = new ArrayList<>();
        int left = room;
        for (int at = done + (int) (Math.max(number, first) - first); at < pieces.size(); at++) {
            left -= pieces.get(at).wireBytes();
            if (left < 0 && !result.isEmpty()) {
                break;
            }
            result.add(pieces.get(at));
        }
        return result;
    }
}
