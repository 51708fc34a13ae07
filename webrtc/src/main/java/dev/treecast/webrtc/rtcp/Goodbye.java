package dev.treecast.webrtc.rtcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * BYE (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.6">RFC 3550 section 6.6</a>): sources that leave.
 *
 * <pre>
 * |V=2|P|    SC   |   PT=BYE=203  |            length             |
 * |                           SSRC/CSRC                           |  SC of them
 * |     length    |               reason for leaving            ...  optional
 * </pre>
 *
 * @param ssrcs at most 31
 * @param reason empty for none, at most 255 bytes of UTF-8
 */
public record Goodbye(List<Integer> ssrcs, String reason) implements RtcpPacket {
    public Goodbye {
        if (ssrcs.size() > RtcpHeader.COUNT_MAX || reason.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw new IllegalArgumentException("BYE holds 31 sources and a reason of 255 bytes");
        }
        ssrcs = List.copyOf(ssrcs);
    }

    public static @Nullable Goodbye parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(b, off, len, RtcpHeader.LENGTH, RtcpHeader.GOODBYE)) {
            return null;
        }
        int count = RtcpHeader.countOrFormat(b, off);
        int reasonOffset = RtcpHeader.LENGTH + 4 * count;
        if (len < reasonOffset) {
            return null;
        }
        List<Integer> ssrcs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(NetworkOrder.int32(b, off + RtcpHeader.LENGTH + 4 * i));
        }
        String reason = "";
        if (len > reasonOffset) {
            int reasonLength = b[off + reasonOffset] & 0xff;
            if (reasonLength > len - reasonOffset - 1) {
                return null;
            }
            reason = new String(b, off + reasonOffset + 1, reasonLength, StandardCharsets.UTF_8);
            if (reason.getBytes(StandardCharsets.UTF_8).length > 255) {
                reason = "";
            }
        }
        return new Goodbye(ssrcs, reason);
    }

    @Override
    public int length() {
        int length = RtcpHeader.LENGTH + 4 * ssrcs.size();
        return reason.isEmpty() ? length : length + ((1 + reason.getBytes(StandardCharsets.UTF_8).length + 3) & ~3);
    }

    @Override
    public int write(byte[] out, int off) {
        int length = length();
        RtcpHeader.write(out, off, ssrcs.size(), RtcpHeader.GOODBYE, length);
        int at = off + RtcpHeader.LENGTH;
        for (int ssrc : ssrcs) {
            NetworkOrder.put32(out, at, ssrc);
            at += 4;
        }
        if (!reason.isEmpty()) {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            out[at] = (byte) text.length;
            System.arraycopy(text, 0, out, at + 1, text.length);
            Arrays.fill(out, at + 1 + text.length, off + length, (byte) 0);
        }
        return length;
    }
}
