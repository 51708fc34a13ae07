package dev.treecast.webrtc.rtcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SDES (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.5">RFC 3550 section 6.5</a>), of which only the canonical
 * name is read and written: WebRTC uses no other item (RFC 8834 section 4.9).
 *
 * <pre>
 * |V=2|P|    SC   |  PT=SDES=202  |            length             |
 * |                          SSRC/CSRC_1                          |  chunk 1
 * |    CNAME=1    |     length    | canonical name            ... |
 * |              ... one or more zero bytes up to 32 bits         |
 * </pre>
 *
 * @param chunks at most 31
 */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
    private static final int ITEM_CNAME = 1;

    /**
     * @param ssrc the source that is described
     * @param canonicalName at most 255 bytes of UTF-8; empty when the chunk that was parsed had none
     */
    public record Chunk(int ssrc, String canonicalName) {
        public Chunk {
            if (canonicalName.getBytes(StandardCharsets.UTF_8).length > 255) {
                throw new IllegalArgumentException("a canonical name has at most 255 bytes");
            }
        }

        /** SSRC, item header, name and at least one zero, filled up to 32 bits. */
        private int length() {
            return 4 + ((2 + canonicalName.getBytes(StandardCharsets.UTF_8).length + 1 + 3) & ~3);
        }
    }

    public SourceDescription {
        if (chunks.size() > RtcpHeader.COUNT_MAX) {
            throw new IllegalArgumentException(chunks.size() + " chunks; SDES holds 31");
        }
        chunks = List.copyOf(chunks);
    }

    public static SourceDescription of(int ssrc, String canonicalName) {
        return new SourceDescription(List.of(new Chunk(ssrc, canonicalName)));
    }

    public static @Nullable SourceDescription parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(b, off, len, RtcpHeader.LENGTH, RtcpHeader.SOURCE_DESCRIPTION)) {
            return null;
        }
        int count = RtcpHeader.countOrFormat(b, off);
        int end = off + len;
        int at = off + RtcpHeader.LENGTH;
        List<Chunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (end - at < 8) {
                return null;
            }
            int ssrc = NetworkOrder.int32(b, at);
            String canonicalName = "";
            at += 4;
            while (at < end && b[at] != 0) {
                if (end - at < 2 || end - at - 2 < (b[at + 1] & 0xff)) {
                    return null;
                }
                int itemLength = b[at + 1] & 0xff;
                if (b[at] == ITEM_CNAME) {
                    canonicalName = name(b, at + 2, itemLength);
                    if (canonicalName == null) {
                        return null;
                    }
                }
                at += 2 + itemLength;
            }
            // The terminating zero, and then up to the next 32 bits counted from the packet's beginning.
            at = off + ((at - off + 4) & ~3);
            if (at > end) {
                return null;
            }
            chunks.add(new Chunk(ssrc, canonicalName));
        }
        return new SourceDescription(chunks);
    }

    /** Null when broken UTF-8, once repaired with replacement characters, would be longer than an item may be. */
    private static @Nullable String name(byte[] b, int off, int len) {
        String name = new String(b, off, len, StandardCharsets.UTF_8);
        return name.getBytes(StandardCharsets.UTF_8).length > 255 ? null : name;
    }

    @Override
    public int length() {
        int length = RtcpHeader.LENGTH;
        for (Chunk chunk : chunks) {
            length += chunk.length();
        }
        return length;
    }

    @Override
    public int write(byte[] out, int off) {
        int length = length();
        RtcpHeader.write(out, off, chunks.size(), RtcpHeader.SOURCE_DESCRIPTION, length);
        int at = off + RtcpHeader.LENGTH;
        for (Chunk chunk : chunks) {
            byte[] name = chunk.canonicalName().getBytes(StandardCharsets.UTF_8);
            int end = at + chunk.length();
            NetworkOrder.put32(out, at, chunk.ssrc());
            out[at + 4] = ITEM_CNAME;
            out[at + 5] = (byte) name.length;
            System.arraycopy(name, 0, out, at + 6, name.length);
            Arrays.fill(out, at + 6 + name.length, end, (byte) 0);
            at = end;
        }
        return length;
    }
}
