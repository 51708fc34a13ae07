package dev.treecast.interaction.branch;

/** A part of a letter that fits a packet. */
final class Piece {
    /** Three fit a packet of 11,000 bytes with its head, and a snapshot of 64 KiB is twenty of them. */
    static final int BYTES_MAX = 3_500;

    private final boolean last;
    private final byte[] bytes;

    /**
     * @param last whether the letter ends with it
     * @param bytes not changed afterwards
     */
    Piece(boolean last, byte[] bytes) {
        this.last = last;
        this.bytes = bytes;
    }

    boolean last() {
        return last;
    }

    byte[] bytes() {
        return bytes;
    }

    /** On the wire: {@code varint 2 × length + last, bytes}. */
    int wireBytes() {
        return bytes.length + 2;
    }
}
