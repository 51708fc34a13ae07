package dev.treecast.interaction.input;

import dev.treecast.interaction.protocol.Action;
import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * A control's summary between nodes. Holding goes with the leaf that it concerns, see {@link TickPacket}; of viewers goes how many there were.
 *
 * <pre>
 * varint control less the one before, u8 fields, varint viewers
 * 1 presses: varint presses, varint releases
 * 2 moves:   varint moves, zigzag Σx, zigzag Σy, varlong Σx², varlong Σy², u16 sectors (bit i: sector i), varint each
 * 4 samples: u8 limit, u8 count, per sample: u64 priority, u64 viewer, u8 action (+ 128: seen),
 *            of a move: i16 x, i16 y; u64 arrival; when seen: zigzag arrival − seen
 * </pre>
 */
final class SummaryCodec {
    private static final int PRESSES = 1;
    private static final int MOVES = 2;
    private static final int SAMPLES = 4;
    private static final int SEEN = 0x80;
    private static final long AXIS_MAX = 32_767;

    private SummaryCodec() {}

    static void write(ByteWriter out, int gap, Summary summary) {
        SampleSet samples = summary.samples();
        boolean pressed = summary.presses() > 0 || summary.releases() > 0;
        out.varint(gap)
                .u8((pressed ? PRESSES : 0) | (summary.moves() > 0 ? MOVES : 0) | (samples.size() > 0 ? SAMPLES : 0))
                .varint(summary.distinct());
        if (pressed) {
            out.varint(summary.presses()).varint(summary.releases());
        }
        if (summary.moves() > 0) {
            moves(out, summary);
        }
        if (samples.size() > 0) {
            out.u8(samples.limit()).u8(samples.size());
            for (int i = 0; i < samples.size(); i++) {
                sample(out, samples, i);
            }
        }
    }

    private static void moves(ByteWriter out, Summary summary) {
        out.varint(summary.moves())
                .zigzag(summary.sumX())
                .zigzag(summary.sumY())
                .varlong(summary.sumX2())
                .varlong(summary.sumY2());
        int sectors = 0;
        for (int i = 0; i < Sectors.COUNT; i++) {
            sectors |= summary.direction(i) > 0 ? 1 << i : 0;
        }
        out.u16(sectors);
        for (int i = 0; i < Sectors.COUNT; i++) {
            if (summary.direction(i) > 0) {
                out.varint(summary.direction(i));
            }
        }
    }

    private static void sample(ByteWriter out, SampleSet samples, int at) {
        boolean seen = samples.seenUs(at) != Long.MIN_VALUE;
        out.u64(samples.priority(at)).u64(samples.viewer(at)).u8(samples.action(at) | (seen ? SEEN : 0));
        if (samples.action(at) == Action.MOVE) {
            out.u16(samples.x(at)).u16(samples.y(at));
        }
        out.u64(samples.arrivalUs(at));
        if (seen) {
            out.zigzag(samples.arrivalUs(at) - samples.seenUs(at));
        }
    }

    /** Reads what follows the control's number; null when no inputs could have made it. */
    static @Nullable Summary read(ByteReader in) {
        Summary summary = new Summary();
        int fields = in.u8();
        long viewers = in.varint();
        if ((fields & PRESSES) != 0) {
            summary.presses(in.varint(), in.varint());
        }
        boolean can = (fields & ~(PRESSES | MOVES | SAMPLES)) == 0;
        if ((fields & MOVES) != 0) {
            can &= readMoves(in, summary);
        }
        if ((fields & SAMPLES) != 0) {
            can &= readSamples(in, summary.samples());
        }
        summary.viewersElsewhere(viewers);
        return can && viewers <= summary.received() && summary.samples().size() <= summary.received() ? summary : null;
    }

    private static boolean readMoves(ByteReader in, Summary summary) {
        long moves = in.varint();
        long x = in.zigzag();
        long y = in.zigzag();
        long x2 = in.varlong();
        long y2 = in.varlong();
        long furthest = moves * AXIS_MAX;
        summary.moves(moves, x, y, x2, y2);
        int sectors = in.u16();
        long directed = 0;
        for (int i = 0; i < Sectors.COUNT; i++) {
            long count = (sectors >> i & 1) == 0 ? 0 : in.varint();
            summary.direction(i, count);
            directed += count;
        }
        return Math.abs(x) <= furthest
                && Math.abs(y) <= furthest
                && x2 <= furthest * AXIS_MAX
                && y2 <= furthest * AXIS_MAX
                && directed <= moves;
    }

    private static boolean readSamples(ByteReader in, SampleSet samples) {
        int limit = in.u8();
        int count = in.u8();
        samples.limitTo(limit);
        boolean can = count <= limit;
        for (int i = 0; i < count && in.hasMore(); i++) {
            long priority = in.u64();
            long viewer = in.u64();
            int what = in.u8();
            int action = what & ~SEEN;
            int x = action == Action.MOVE ? (short) in.u16() : 0;
            int y = action == Action.MOVE ? (short) in.u16() : 0;
            long arrivalUs = in.u64();
            long seenUs = (what & SEEN) == 0 ? Long.MIN_VALUE : arrivalUs - in.zigzag();
            samples.offer(priority, viewer, action, x, y, arrivalUs, seenUs);
            can &= action >= Action.PRESS
                    && action <= Action.MOVE
                    && Math.abs(x) <= AXIS_MAX
                    && Math.abs(y) <= AXIS_MAX;
        }
        return can;
    }
}
