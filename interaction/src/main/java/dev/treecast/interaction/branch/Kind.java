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

    private Kind() {}
}
