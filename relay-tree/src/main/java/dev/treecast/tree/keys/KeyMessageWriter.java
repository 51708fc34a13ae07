package dev.treecast.tree.keys;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the fields of key messages: numbers big endian, all else behind a length of 16 bits, so that no two messages are the same bytes. */
final class KeyMessageWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);

    KeyMessageWriter u8(int value) {
        out.write(value);
        return this;
    }

    KeyMessageWriter i32(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    KeyMessageWriter i64(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    KeyMessageWriter bytes(byte[] value) {
        if (value.length > 0xffff) {
            throw new IllegalArgumentException("a field of " + value.length + " bytes");
        }
        out.write(value.length >> 8);
        out.write(value.length);
        out.writeBytes(value);
        return this;
    }

    KeyMessageWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    KeyMessageWriter list(List<byte[]> values) {
        u8(values.size());
        values.forEach(this::bytes);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
