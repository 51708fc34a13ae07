package dev.treecast.bench.traffic;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What one viewer does with its hands, as fast as the limits allow: 30 moves and 10 presses and releases a second, in one input frame a tick. Viewers beside each
 * other take controls beside each other, so that enough of them keep every control busy in every tick.
 */
final class Hand {
    /** The viewer's greeting. */
    static final String HELLO = "{\"type\":\"hello\",\"version\":1,\"role\":\"viewer\"}";

    /** Between two frames, as long as the bus's tick. */
    static final long TICK_NS = 50_000_000;

    private static final int INPUT = 1;
    private static final int PRESS = 1;
    private static final int RELEASE = 2;
    private static final int MOVE = 3;
    private static final int FRAME_BYTES_MAX = 6 + 2 * 9;
    private static final int SCALE = 32_767;

    /** An odd step through the circle, so that all directions come. */
    private static final double TURN = 0.7;

    private final int viewer;
    private final int buttons;
    private final List<Integer> numbers;
    private int ticks;
    private int input;
    private int order;
    private int pressed;
    private int held = -1;

    /** @param numbers of the set's controls, buttons first */
    Hand(int viewer, ControlSet controls, List<Integer> numbers) {
        this.viewer = viewer;
        this.buttons = controls.buttons();
        this.numbers = numbers;
    }

    /** The next tick's frame. */
    byte[] frame() {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES_MAX);
        frame.put((byte) INPUT).put((byte) 0).putInt(0);
        int sticks = numbers.size() - buttons;
        if (sticks > 0) {
            move(frame, Math.floorMod(viewer + ticks, sticks));
        }
        if ((viewer + ticks) % 2 == 0) {
            if (sticks > 0) {
                move(frame, Math.floorMod(viewer + ticks + sticks / 2, sticks));
            }
        } else if (buttons > 0) {
            press(frame);
        }
        ticks++;
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private void move(ByteBuffer frame, int stick) {
        order++;
        double angle = TURN * (viewer + ticks);
        frame.putShort(numbers.get(buttons + stick).shortValue())
                .put((byte) MOVE)
                .putShort((short) (SCALE * Math.cos(angle)))
                .putShort((short) (SCALE * Math.sin(angle)))
                .putShort((short) order);
    }

    private void press(ByteBuffer frame) {
        boolean presses = held < 0;
        int button = presses ? Math.floorMod(viewer / 2 + pressed++, buttons) : held;
        held = presses ? button : -1;
        input++;
        frame.putShort(numbers.get(button).shortValue())
                .put((byte) (presses ? PRESS : RELEASE))
                .putShort((short) input);
    }
}
