package dev.treecast.interaction.branch;

/** What a letter says of a client. Numbers are on the wire. */
final class Kind {
    /** Up: a client has connected; the body is its address in UTF-8. */
    static final int OPEN = 1;
    /** Both ways: a JSON message. */
    static final int TEXT = 2;
    /** Both ways: a binary message. */
    static final int BINARY = 3;
    /** Up: the connection has gone. Down: it is to be closed. */
    static final int CLOSE = 4;
    /** Up: {@code u32 rtp, u64 stream time}: what the client sees now. */
    static final int CLOCK = 5;

    /** Down: {@code u64 viewer}: whose input this client's is, as summaries count viewers. It comes before the client's first table. */
    static final int VIEWER = 6;
    /** Down: {@code varint number}, then a {@link dev.treecast.interaction.input.FoldTable}: what the edge may fold of the client's input from here on. */
    static final int TABLE = 7;
    /** Down: {@code varint number}: the same, as an earlier letter to the edge said it. */
    static final int SAME_TABLE = 8;
    /** Down: what the client holds is held no more. */
    static final int RELEASE = 9;

    private Kind() {}
}
