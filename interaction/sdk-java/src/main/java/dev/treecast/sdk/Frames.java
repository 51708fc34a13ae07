package dev.treecast.sdk;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The binary messages of the protocol's section "Games", read and written. One object a connection, as the numbers that stand for viewers are the
 * connection's own.
 */
final class Frames {
    static final int POSITIONS = 0x03;
    static final int TICK = 0x10;
    static final int CREW = 0x11;
    static final int VIEWER_NAME = 0x12;

    /** What a viewer can be shown at once of the game's own. */
    static final int POSITIONS_BYTES_MAX = 1_000;

    /** Names that are kept, the longest unused let go: some 10 MB. Only sampled viewers and the crew get a number at all. */
    private static final int NAMES_MAX = 65_536;

    private static final int PRESSES = 1;
    private static final int MOVES = 2;
    private static final int SAMPLES = 4;
    private static final int DEAD = 8;
    private static final double ONE = 32_767;

    private final Map<Long, Viewer> names = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Viewer> eldest) {
            return size() > NAMES_MAX;
        }
    };

    /** Told what is in the messages, in their order. */
    interface Listener {
        void tick(int control, Tick tick);

        void crew(int control, Input input);
    }

    /**
     * Reads one message. Types that it does not know it passes over.
     *
     * @throws IllegalArgumentException when it is not what the protocol says; parts before the fault have been handed on
     * @throws BufferUnderflowException when it ends too early
     */
    void read(ByteBuffer in, Listener listener) {
        switch (in.get() & 0xff) {
            case TICK -> tick(in, listener);
            case CREW -> {
                int control = in.getShort() & 0xffff;
                listener.crew(control, sample(in, true));
            }
            case VIEWER_NAME -> {
                long number = Varint.read(in);
                String id = text(in, StandardCharsets.US_ASCII);
                names.put(number, new Viewer(id, text(in, StandardCharsets.UTF_8)));
            }
            default -> {}
        }
    }

    private void tick(ByteBuffer in, Listener listener) {
        long number = in.getInt() & 0xffff_ffffL;
        long time = in.getLong();
        long records = Varint.read(in);
        for (long i = 0; i < records; i++) {
            int control = in.getShort() & 0xffff;
            listener.tick(control, record(in, number, time));
        }
    }

    private Tick record(ByteBuffer in, long number, long time) {
        int fields = in.get();
        long received = Varint.read(in);
        long distinct = Varint.read(in);
        long presses = 0;
        long releases = 0;
        long holding = 0;
        long moves = 0;
        Tick.Motion motion = Tick.Motion.NEUTRAL;
        if ((fields & PRESSES) != 0) {
            presses = Varint.read(in);
            releases = Varint.read(in);
            holding = Varint.read(in);
        }
        if ((fields & MOVES) != 0) {
            moves = Varint.read(in);
            motion = motion(in);
        }
        List<Input> samples = new ArrayList<>();
        if ((fields & SAMPLES) != 0) {
            int count = in.get() & 0xff;
            for (int i = 0; i < count; i++) {
                samples.add(sample(in, false));
            }
        }
        if ((fields & DEAD) != 0) {
            motion = Tick.Motion.NEUTRAL;
        } else if (moves == 0) {
            // Nothing about the stick: a button's record, or one of samples only.
            motion = new Tick.Motion(0, 0, 0, 0, Tick.Motion.NEUTRAL.directions(), false);
        }
        Tick.Counts counts = new Tick.Counts(received, distinct, presses, releases, holding, moves);
        return new Tick(number, time, counts, motion, samples);
    }

    private static Tick.Motion motion(ByteBuffer in) {
        double x = within(in.getFloat());
        double y = within(in.getFloat());
        double deviationX = within(in.getFloat());
        double deviationY = within(in.getFloat());
        byte[] shares = new byte[Tick.DIRECTIONS];
        in.get(shares);
        return new Tick.Motion(x, y, deviationX, deviationY, new Tick.Directions(shares), false);
    }

    /** Sticks steer things: what is not a number leaves them in the middle. */
    private static double within(float value) {
        return Float.isNaN(value) ? 0 : Math.max(-1, Math.min(1, value));
    }

    private Input sample(ByteBuffer in, boolean crew) {
        Viewer viewer = names.getOrDefault(Varint.read(in), Viewer.UNKNOWN);
        Action action = Action.of(in.get());
        double x = 0;
        double y = 0;
        if (action == Action.MOVE) {
            x = within((float) (in.getShort() / ONE));
            y = within((float) (in.getShort() / ONE));
        }
        return new Input(viewer, action, x, y, in.getInt(), crew);
    }

    private static String text(ByteBuffer in, java.nio.charset.Charset charset) {
        byte[] bytes = new byte[in.get() & 0xff];
        in.get(bytes);
        return new String(bytes, charset);
    }

    static ByteBuffer positions(long number, byte[] bytes) {
        ByteBuffer out = ByteBuffer.allocate(10 + bytes.length);
        out.put((byte) POSITIONS).putInt((int) number);
        Varint.write(out, bytes.length);
        return out.put(bytes).flip();
    }
}
