package dev.treecast.interaction.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened in one interval.
 *
 * @param tick number of the interval in the show's life, 32 bits
 * @param timeUs stream time of its end
 */
public record TickFrame(long tick, long timeUs, List<TickRecord> records) {
    /** A tick's longest frame, over WebSocket. */
    public static final int BYTES_MAX = 65_536;

    private static final int HEADER_MAX = 18;

    /** One frame, or several with the same number when one would be too long. */
    public List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        ByteWriter body = new ByteWriter(64 + 64 * records.size());
        int count = 0;
        for (TickRecord each : records) {
            ByteWriter one = new ByteWriter(64);
            each.write(one);
            if (count > 0 && HEADER_MAX + body.length() + one.length() > BYTES_MAX) {
                frames.add(frame(count, body));
                body = new ByteWriter(1_024);
                count = 0;
            }
            body.bytes(one.toBytes(), 0, one.length());
            count++;
        }
        frames.add(frame(count, body));
        return frames;
    }

    private byte[] frame(int count, ByteWriter body) {
        return new ByteWriter(HEADER_MAX + body.length())
                .u8(FrameType.TICK)
                .u32(tick)
                .u64(timeUs)
                .varint(count)
                .bytes(body.toBytes(), 0, body.length())
                .toBytes();
    }

    /** Reads a frame; nothing when it is malformed. */
    public static Optional<TickFrame> read(byte[] frame) {
        ByteReader in = new ByteReader(frame, 0, frame.length);
        int type = in.u8();
        long tick = in.u32();
        long timeUs = in.u64();
        List<TickRecord> records = new ArrayList<>();
        for (long left = in.varint(); left > 0 && in.hasMore(); left--) {
            records.add(TickRecord.read(in));
        }
        return type == FrameType.TICK && in.isWhole()
                ? Optional.of(new TickFrame(tick, timeUs, records))
                : Optional.empty();
    }
}
