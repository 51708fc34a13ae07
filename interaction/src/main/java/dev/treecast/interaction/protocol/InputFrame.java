package dev.treecast.interaction.protocol;

/**
 * Steps through an input frame without copying it. {@link #wrap} checks the whole frame, so that a frame is taken whole or not at all.
 *
 * <pre>u8 0x01, u8 flags, u32 seen, then records: u16 control, u8 action, (u16 input | i16 x, i16 y, u16 order)</pre>
 */
public final class InputFrame {
    private static final int HEADER = 6;
    private static final int SEEN = 1;
    private static final int DISCRETE = 5;
    private static final int CONTINUOUS = 9;

    private byte[] data = new byte[0];
    private int start;
    private int record;
    private int position;
    private int end;

    /**
     * Takes a frame.
     *
     * @return false when it is malformed
     */
    public boolean wrap(byte[] frame, int offset, int length) {
        data = frame;
        end = offset + length;
        if (length < HEADER || length > FrameType.BYTES_MAX || frame[offset] != FrameType.INPUT) {
            return false;
        }
        int at = offset + HEADER;
        while (at < end) {
            if (at + 3 > end) {
                return false;
            }
            int action = frame[at + 2];
            if (action == Action.MOVE) {
                at += CONTINUOUS;
            } else if (action == Action.PRESS || action == Action.RELEASE) {
                at += DISCRETE;
            } else {
                return false;
            }
        }
        start = offset;
        record = offset + HEADER;
        position = -1;
        return at == end;
    }

    /** The RTP timestamp of the frame last shown, 0 … 2³²−1, or −1. */
    public long seen() {
        return (data[start + 1] & SEEN) == 0 ? -1 : ((long) u16(start + 2) << 16 | u16(start + 4));
    }

    /**
     * Steps to the next record.
     *
     * @return false when there is none
     */
    public boolean next() {
        if (position >= 0) {
            record = position + (action() == Action.MOVE ? CONTINUOUS : DISCRETE);
        }
        position = record;
        return position < end;
    }

    /** Writes the record to a frame of which nothing or some records have been written. */
    public void copyTo(ByteWriter out) {
        if (out.length() == 0) {
            out.bytes(data, start, HEADER);
        }
        out.bytes(data, position, action() == Action.MOVE ? CONTINUOUS : DISCRETE);
    }

    public int control() {
        return u16(position);
    }

    public int action() {
        return data[position + 2];
    }

    /** Of a press or release: its number. */
    public int input() {
        return u16(position + 3);
    }

    public int x() {
        return Math.max(-32_767, (short) u16(position + 3));
    }

    public int y() {
        return Math.max(-32_767, (short) u16(position + 5));
    }

    /** Of a move: its number. */
    public int order() {
        return u16(position + 7);
    }

    private int u16(int at) {
        return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
    }
}
