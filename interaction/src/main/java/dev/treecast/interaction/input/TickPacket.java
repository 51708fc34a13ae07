package dev.treecast.interaction.input;

import dev.treecast.interaction.protocol.ByteReader;
import dev.treecast.interaction.protocol.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A tick on its way up.
 *
 * <pre>
 * u8 3, u8 flags (1: alone), u64 show, varint covers, per cover: u64 leaf, varlong after, varint up to less after,
 *     varint holding, per control: varint control less the one before, zigzag change;
 * summaries, see {@link SummaryCodec}
 * </pre>
 *
 * @param alone whether it is not to be merged, since it repairs a gap and must not be refused for another's sake
 * @param show the trunk that it is for
 */
public record TickPacket(boolean alone, long show, Tick tick) {
    public static final int TYPE = 3;

    /** Leaves in one packet: their heads alone would fill it. */
    static final int COVERS_MAX = 512;

    private static final int ALONE = 1;
    private static final int HEAD_BYTES = 12;
    private static final int CONTROLS_END = 1 << 16;

    /** Whether these bytes are meant to be one. */
    public static boolean isTick(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == TYPE;
    }

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(256);
        out.u8(TYPE).u8(alone ? ALONE : 0).u64(show).varint(tick.covers().size());
        for (Tick.Cover cover : tick.covers()) {
            out.u64(cover.leaf()).varlong(cover.after()).varint(cover.upTo() - cover.after());
            out.varint(cover.holding().size());
            int before = 0;
            for (Map.Entry<Integer, Long> change : new TreeMap<>(cover.holding()).entrySet()) {
                out.varint(change.getKey() - before).zigzag(change.getValue());
                before = change.getKey();
            }
        }
        int before = 0;
        for (Map.Entry<Integer, Summary> each : new TreeMap<>(tick.summaries()).entrySet()) {
            if (each.getValue().received() > 0) {
                SummaryCodec.write(out, each.getKey() - before, each.getValue());
                before = each.getKey();
            }
        }
        return out.toBytes();
    }

    /** Reads a packet; nothing when it is none, or says what cannot be. */
    public static Optional<TickPacket> read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes, 0, bytes.length);
        if (in.u8() != TYPE) {
            return Optional.empty();
        }
        boolean alone = (in.u8() & ALONE) != 0;
        long show = in.u64();
        List<Tick.Cover> covers = new ArrayList<>();
        TreeMap<Integer, Summary> summaries = new TreeMap<>();
        long count = in.varint();
        boolean can = count > 0 && count <= COVERS_MAX;
        for (long left = count; can && left > 0 && in.hasMore(); left--) {
            Tick.Cover cover = cover(in);
            can = cover.upTo() > cover.after()
                    && cover.after() >= 0
                    && (covers.isEmpty() || covers.getLast().leaf() < cover.leaf());
            covers.add(cover);
        }
        can &= covers.size() == count && readSummaries(in, summaries);
        for (Tick.Cover cover : covers) {
            cover.holding()
                    .forEach((control, change) -> summaries
                            .computeIfAbsent(control, number -> new Summary())
                            .drop(-change));
        }
        return can && in.isWhole()
                ? Optional.of(new TickPacket(alone, show, new Tick(covers, summaries)))
                : Optional.empty();
    }

    private static Tick.Cover cover(ByteReader in) {
        long leaf = in.u64();
        long after = in.varlong();
        long upTo = after + in.varint();
        Map<Integer, Long> holding = new TreeMap<>();
        int control = 0;
        long left = in.varint();
        for (; left > 0 && in.hasMore(); left--) {
            control += (int) Math.min(CONTROLS_END, in.varint());
            long change = in.zigzag();
            if (control < CONTROLS_END && Math.abs(change) <= 0xFFFF_FFFFL) {
                holding.put(control, change);
            } else {
                // Spoils the cover, and so the packet.
                upTo = after;
                control = 0;
            }
        }
        return new Tick.Cover(leaf, after, left == 0 ? upTo : after, holding);
    }

    private static boolean readSummaries(ByteReader in, Map<Integer, Summary> into) {
        int control = 0;
        boolean can = true;
        while (can && in.hasMore()) {
            control += (int) Math.min(CONTROLS_END, in.varint());
            Summary summary = SummaryCodec.read(in);
            can = summary != null && control < CONTROLS_END && into.put(control, summary) == null;
        }
        return can;
    }

    /**
     * What was folded, in parts of which each fits a packet; one when all does.
     *
     * @param packetBytesMax of a packet with one cover
     */
    public static List<Map<Integer, Summary>> parts(Map<Integer, Summary> summaries, int packetBytesMax) {
        List<Map<Integer, Summary>> parts = new ArrayList<>();
        Map<Integer, Summary> part = new TreeMap<>();
        int room = packetBytesMax - HEAD_BYTES - TickSum.COVER_BYTES_MAX;
        int left = room;
        for (Map.Entry<Integer, Summary> each : summaries.entrySet()) {
            int bytes = bytesMax(each.getValue());
            if (bytes > left && !part.isEmpty()) {
                parts.add(part);
                part = new TreeMap<>();
                left = room;
            }
            part.put(each.getKey(), each.getValue());
            left -= bytes;
        }
        parts.add(part);
        return parts;
    }

    /** Of a summary with its control's number and what its cover says of holding. */
    private static int bytesMax(Summary summary) {
        ByteWriter out = new ByteWriter(96);
        SummaryCodec.write(out, 1 << 15, summary);
        return out.length() + (summary.holdingChange() == 0 ? 0 : 8);
    }
}
