package dev.treecast.sdk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Binary messages as the server writes them, put down field by field. */
final class Bytes {
    private final ByteBuffer out = ByteBuffer.allocate(4_096);

    static Bytes tick(int number, long time, int records) {
        return new Bytes().u8(0x10).i32(number).u64(time).varint(records);
    }

    static ByteBuffer name(int viewer, String id, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return new Bytes()
                .u8(0x12)
                .varint(viewer)
                .u8(id.length())
                .raw(id.getBytes(StandardCharsets.US_ASCII))
                .u8(utf8.length)
                .raw(utf8)
                .done();
    }

    /** A record of presses. */
    Bytes presses(int control, int presses, int releases, int holding) {
        return u16(control)
                .u8(1)
                .varint(presses + releases)
                .varint(presses)
                .varint(presses)
                .varint(releases)
                .varint(holding);
    }

    /** A record of moves, all to the right. */
    Bytes moves(int control, int moves, float x, float y) {
        u16(control).u8(2).varint(moves).varint(moves).varint(moves);
        f32(x).f32(y).f32(0.25f).f32(0.5f).u8(255);
        return raw(new byte[15]);
    }

    Bytes dead(int control) {
        return u16(control).u8(8).varint(0).varint(0);
    }

    Bytes u8(int value) {
        out.put((byte) value);
        return this;
    }

    Bytes u16(int value) {
        out.putShort((short) value);
        return this;
    }

    Bytes i32(int value) {
        out.putInt(value);
        return this;
    }

    Bytes u64(long value) {
        out.putLong(value);
        return this;
    }

    Bytes f32(float value) {
        out.putFloat(value);
        return this;
    }

    Bytes varint(long value) {
        Varint.write(out, value);
        return this;
    }

    Bytes raw(byte[] bytes) {
        out.put(bytes);
        return this;
    }

    ByteBuffer done() {
        return out.flip();
    }
}
