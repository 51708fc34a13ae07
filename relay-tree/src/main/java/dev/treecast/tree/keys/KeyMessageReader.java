package dev.treecast.tree.keys;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link KeyMessageWriter} wrote. Whatever does not fit throws {@link MalformedKeyMessageException}. */
final class KeyMessageReader {
    private final ByteBuffer in;

    KeyMessageReader(byte[] message, int bytesMax) {
        require(message.length <= bytesMax);
        in = ByteBuffer.wrap(message);
    }

    int u8() {
        require(in.remaining() >= 1);
        return in.get() & 0xff;
    }

    int i32() {
        require(in.remaining() >= Integer.BYTES);
        return in.getInt();
    }

    long i64() {
        require(in.remaining() >= Long.BYTES);
        return in.getLong();
    }

    byte[] bytes(int bytesMax) {
        require(in.remaining() >= Short.BYTES);
        int length = in.getShort() & 0xffff;
        require(length <= bytesMax && length <= in.remaining());
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    String text(int bytesMax) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(bytesMax)));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new MalformedKeyMessageException();
        }
    }

    List<byte[]> list(int countMax, int bytesMax) {
        int count = u8();
        require(count <= countMax);
        List<byte[]> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(bytes(bytesMax));
        }
        return List.copyOf(values);
    }

    int position() {
        return in.position();
    }

    void end() {
        require(!in.hasRemaining());
    }

    static void require(boolean good) {
        if (!good) {
            throw new MalformedKeyMessageException();
        }
    }

    /** Not a key message, or one cut off or larger than they are. */
    static final class MalformedKeyMessageException extends RuntimeException {
        MalformedKeyMessageException() {
            super("not a key message");
        }
    }
}
