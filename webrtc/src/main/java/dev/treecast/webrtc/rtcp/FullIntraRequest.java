package dev.treecast.webrtc.rtcp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * FIR (<a href="https://www.rfc-editor.org/rfc/rfc5104#section-4.3.1">RFC 5104 section 4.3.1</a>): asks for a keyframe,
 * numbered, so that a repeat of the request is not a second one.
 *
 * <pre>
 * |V=2|P| FMT=4   |   PT=206      |            length             |
 * |                  SSRC of packet sender                        |
 * |                  SSRC of media source = 0                     |
 * |                              SSRC                             |  one or more
 * | Seq nr.       |    Reserved                                   |
 * </pre>
 *
 * @param senderSsrc who asks, 32 bits
 * @param entries whose keyframes are wanted
 */
public record FullIntraRequest(int senderSsrc, List<Entry> entries) implements RtcpPacket {
    private static final int FIXED_LENGTH = 12;
    private static final int ENTRY_LENGTH = 8;
    /** As many as fit into an ordinary datagram; the format itself sets no bound. */
    private static final int ENTRIES_MAX = 128;

    /**
     * @param ssrc whose keyframe is wanted
     * @param sequenceNumber of the request, modulo 256
     */
    public record Entry(int ssrc, int sequenceNumber) {}

    public FullIntraRequest {
        if (entries.isEmpty() || entries.size() > ENTRIES_MAX) {
            throw new IllegalArgumentException(entries.size() + " entries; FIR takes 1 to " + ENTRIES_MAX);
        }
        entries = List.copyOf(entries);
    }

    public static @Nullable FullIntraRequest parse(byte[] b, int off, int len) {
        if (!RtcpHeader.is(
                b,
                off,
                len,
                FIXED_LENGTH + ENTRY_LENGTH,
                RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK,
                RtcpHeader.FORMAT_FULL_INTRA_REQUEST)) {
            return null;
        }
        int count = Math.min((len - FIXED_LENGTH) / ENTRY_LENGTH, ENTRIES_MAX);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = off + FIXED_LENGTH + i * ENTRY_LENGTH;
            entries.add(new Entry(NetworkOrder.int32(b, at), NetworkOrder.unsigned8(b, at + 4)));
        }
        return new FullIntraRequest(NetworkOrder.int32(b, off + 4), entries);
    }

    @Override
    public int length() {
        return FIXED_LENGTH + ENTRY_LENGTH * entries.size();
    }

    @Override
    public int write(byte[] out, int off) {
        RtcpHeader.write(
                out, off, RtcpHeader.FORMAT_FULL_INTRA_REQUEST, RtcpHeader.PAYLOAD_SPECIFIC_FEEDBACK, length());
        NetworkOrder.put32(out, off + 4, senderSsrc);
        NetworkOrder.put32(out, off + 8, 0);
        int at = off + FIXED_LENGTH;
        for (Entry entry : entries) {
            NetworkOrder.put32(out, at, entry.ssrc());
            NetworkOrder.put32(out, at + 4, entry.sequenceNumber() << 24);
            at += ENTRY_LENGTH;
        }
        return length();
    }
}
