package dev.treecast.interaction.bus;

import dev.treecast.interaction.protocol.ByteWriter;

/** Writes input frames. */
final class Inputs {
    private final ByteWriter out = new ByteWriter(32);

    private Inputs(long seen) {
        out.u8(1).u8(seen < 0 ? 0 : 1).u32(Math.max(0, seen));
    }

    static Inputs frame() {
        return new Inputs(-1);
    }

    static Inputs seeing(long rtp) {
        return new Inputs(rtp);
    }

    Inputs press(int control, int input) {
        out.u16(control).u8(1).u16(input);
        return this;
    }

    Inputs release(int control, int input) {
        out.u16(control).u8(2).u16(input);
        return this;
    }

    Inputs move(int control, int x, int y, int order) {
        out.u16(control).u8(3).u16(x).u16(y).u16(order);
        return this;
    }

    byte[] bytes() {
        return out.toBytes();
    }
}
