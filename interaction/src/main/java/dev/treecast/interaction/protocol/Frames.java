package dev.treecast.interaction.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The small binary frames: tally, positions, crew, viewer names. */
public final class Frames {
    private Frames() {}

    /** One input of a viewer. {@code ageMs} is −1 when unknown. */
    public record Sample(long viewer, int action, int x, int y, int ageMs) {
        void write(ByteWriter out) {
            out.varint(viewer).u8(action);
            if (action == Action.MOVE) {
                out.u16(x).u16(y);
            }
            out.u32(ageMs);
        }

        static Sample read(ByteReader in) {
            long viewer = in.varint();
            int action = in.u8();
            int x = action == Action.MOVE ? (short) in.u16() : 0;
            int y = action == Action.MOVE ? (short) in.u16() : 0;
            return new Sample(viewer, action, x, y, (int) in.u32());
        }
    }

    public static byte[] tally(int control, long round, long[] counts) {
        ByteWriter out = new ByteWriter(8 + 3 * counts.length)
                .u8(FrameType.TALLY)
                .u16(control)
                .varint(round)
                .u8(counts.length);
        Arrays.stream(counts).forEach(out::varint);
        return out.toBytes();
    }

    public static byte[] crew(int control, Sample sample) {
        ByteWriter out = new ByteWriter(20).u8(FrameType.CREW).u16(control);
        sample.write(out);
        return out.toBytes();
    }

    public static byte[] name(long viewer, String id, String name) {
        byte[] idBytes = id.getBytes(StandardCharsets.US_ASCII);
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        return new ByteWriter(8 + idBytes.length + nameBytes.length)
                .u8(FrameType.NAME)
                .varint(viewer)
                .u8(idBytes.length)
                .bytes(idBytes, 0, idBytes.length)
                .u8(nameBytes.length)
                .bytes(nameBytes, 0, nameBytes.length)
                .toBytes();
    }

    public static byte[] positions(long number, byte[] data) {
        return new ByteWriter(8 + data.length)
                .u8(FrameType.POSITIONS)
                .u32(number)
                .varint(data.length)
                .bytes(data, 0, data.length)
                .toBytes();
    }

    /** Longest data of a positions frame. */
    public static final int POSITIONS_BYTES_MAX = 1_000;

    /** The number of a positions frame, or nothing when it is malformed. */
    public static Optional<Long> positionsNumber(byte[] frame, int offset, int length) {
        ByteReader in = new ByteReader(frame, offset, length);
        int type = in.u8();
        long number = in.u32();
        long count = in.varint();
        in.bytes(count);
        boolean valid = type == FrameType.POSITIONS && count <= POSITIONS_BYTES_MAX && in.isWhole();
        return valid ? Optional.of(number) : Optional.empty();
    }
}
