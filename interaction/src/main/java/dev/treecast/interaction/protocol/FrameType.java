package dev.treecast.interaction.protocol;

/** First bytes of binary frames. */
public final class FrameType {
    public static final int INPUT = 0x01;
    public static final int TALLY = 0x02;
    public static final int POSITIONS = 0x03;
    public static final int TICK = 0x10;
    public static final int CREW = 0x11;
    public static final int NAME = 0x12;

    /** Longest binary frame, but for a tick over WebSocket: what fits a datagram on any path. */
    public static final int BYTES_MAX = 1_100;

    private FrameType() {}
}
