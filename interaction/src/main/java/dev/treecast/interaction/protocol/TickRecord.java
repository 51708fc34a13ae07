package dev.treecast.interaction.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one control in a tick.
 *
 * @param received inputs that were folded into it
 * @param distinct viewers, estimated above 1,000
 */
public record TickRecord(
        int control,
        long received,
        long distinct,
        @Nullable Presses presses,
        @Nullable Moves moves,
        List<Frames.Sample> samples,
        boolean dead) {

    private static final int PRESSES = 1;
    private static final int MOVES = 2;
    private static final int SAMPLES = 4;
    private static final int DEAD = 8;

    /** Samples that one record can have. */
    public static final int SAMPLES_MAX = 255;

    /** Directions of moves: 16 sectors, of which the first is around +x, counter-clockwise. */
    public static final int SECTORS = 16;

    public record Presses(long presses, long releases, long holding) {}

    /** Means and deviations on the scale of −1 … 1; {@code directions} are shares of 255. */
    public record Moves(
            long moves, float meanX, float meanY, float deviationX, float deviationY, List<Integer> directions) {}

    public void write(ByteWriter out) {
        out.u16(control)
                .u8((presses == null ? 0 : PRESSES)
                        | (moves == null ? 0 : MOVES)
                        | (samples.isEmpty() ? 0 : SAMPLES)
                        | (dead ? DEAD : 0))
                .varint(received)
                .varint(distinct);
        if (presses != null) {
            out.varint(presses.presses).varint(presses.releases).varint(presses.holding);
        }
        if (moves != null) {
            out.varint(moves.moves)
                    .f32(moves.meanX)
                    .f32(moves.meanY)
                    .f32(moves.deviationX)
                    .f32(moves.deviationY);
            moves.directions.forEach(out::u8);
        }
        if (!samples.isEmpty()) {
            out.u8(samples.size());
            samples.forEach(sample -> sample.write(out));
        }
    }

    static TickRecord read(ByteReader in) {
        int control = in.u16();
        int fields = in.u8();
        long received = in.varint();
        long distinct = in.varint();
        Presses presses = (fields & PRESSES) == 0 ? null : new Presses(in.varint(), in.varint(), in.varint());
        Moves moves = null;
        if ((fields & MOVES) != 0) {
            long count = in.varint();
            float meanX = in.f32();
            float meanY = in.f32();
            float deviationX = in.f32();
            float deviationY = in.f32();
            List<Integer> directions = new ArrayList<>();
            for (int i = 0; i < SECTORS; i++) {
                directions.add(in.u8());
            }
            moves = new Moves(count, meanX, meanY, deviationX, deviationY, directions);
        }
        List<Frames.Sample> samples = new ArrayList<>();
        for (int left = (fields & SAMPLES) == 0 ? 0 : in.u8(); left > 0; left--) {
            samples.add(Frames.Sample.read(in));
        }
        return new TickRecord(control, received, distinct, presses, moves, samples, (fields & DEAD) != 0);
    }
}
