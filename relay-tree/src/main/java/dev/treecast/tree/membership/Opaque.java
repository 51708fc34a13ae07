package dev.treecast.tree.membership;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** Bytes that the tree passes on without reading them; base64 in JSON. Not to be changed after they were handed over. */
public final class Opaque {
    /** Base64 makes 16,000 of it, which with the rest of a message fits 16 KiB. */
    public static final int LENGTH_MAX = 12_000;

    private final byte[] bytes;

    @JsonCreator
    public Opaque(byte[] bytes) {
        Bounds.within(bytes.length, 0, LENGTH_MAX);
        this.bytes = bytes;
    }

    @JsonValue
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Opaque opaque && Arrays.equals(bytes, opaque.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
