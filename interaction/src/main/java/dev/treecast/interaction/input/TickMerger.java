package dev.treecast.interaction.input;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A relay's part: holds what its children send for a moment, and passes it on as one. It keeps nothing beyond that, so that nothing is lost with it that its
 * leaves would not send again.
 *
 * <p>What the root might refuse goes on by itself, so that no other leaf's input is refused with it: ticks that repair a gap, and those that do not
 * follow on the last one of their leaf that came by here. What finds no room goes on by itself as well.
 */
public final class TickMerger {
    /**
     * @param holdNs how long a tick waits for those of other children
     * @param recentNs how long a child is waited for after its last tick: eight of them
     * @param packetBytesMax of a packet to the parent
     * @param leavesMax leaves whose last number is known; of others it is not known whether something is missing
     * @param childrenMax children that are waited for; what others send goes on by itself
     */
    public record Options(long holdNs, long recentNs, int packetBytesMax, int leavesMax, int childrenMax) {
        /** Ticks of edges leave together, at multiples of their length: 15 ms is the difference of their ways and clocks. */
        public static Options defaults() {
            return new Options(15_000_000L, 200_000_000L, 11_000, 32_768, 64);
        }
    }

    // Given.
    private final Options options;
    private final Consumer<byte[]> up;

    // State.
    private final LinkedHashMap<Long, Long> passed = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Long> heardNs = new HashMap<>();
    private final Set<String> inSum = new HashSet<>();
    private final TickSum sum;
    private long show;
    private long flushNs = Long.MAX_VALUE;
    private long usedNs;

    private long malformed;
    private long merged;

    /** @param up sends a packet to the parent; it may be lost */
    public TickMerger(long nowNs, Options options, Consumer<byte[]> up) {
        this.options = options;
        this.up = up;
        sum = new TickSum(options.packetBytesMax());
        usedNs = nowNs;
    }

    /**
     * A child sent a tick.
     *
     * @param child the node that it comes from
     */
    public void take(long nowNs, String child, byte[] bytes) {
        TickPacket packet = TickPacket.read(bytes).orElse(null);
        if (packet == null || bytes.length > options.packetBytesMax()) {
            malformed++;
            return;
        }
        usedNs = nowNs;
        if (packet.show() > show) {
            flush();
            show = packet.show();
            passed.clear();
        }
        boolean follows = packet.show() == show && !packet.alone() && follows(packet.tick());
        note(packet);
        if (!follows || !isKnown(nowNs, child)) {
            // Behind what came before it.
            flush();
            up.accept(bytes);
            return;
        }
        if (!sum.add(packet.tick(), bytes.length)) {
            flush();
            sum.add(packet.tick(), bytes.length);
        }
        merged++;
        inSum.add(child);
        flushNs = Math.min(flushNs, nowNs + options.holdNs());
        if (inSum.containsAll(heardNs.keySet())) {
            flush();
        }
    }

    private boolean follows(Tick tick) {
        for (Tick.Cover cover : tick.covers()) {
            Long last = passed.get(cover.leaf());
            if (last != null && last != cover.after()) {
                return false;
            }
        }
        return true;
    }

    private void note(TickPacket packet) {
        if (packet.show() != show) {
            return;
        }
        for (Tick.Cover cover : packet.tick().covers()) {
            passed.merge(cover.leaf(), cover.upTo(), Math::max);
            if (passed.size() > options.leavesMax()) {
                passed.remove(passed.keySet().iterator().next());
            }
        }
    }

    private boolean isKnown(long nowNs, String child) {
        heardNs.values().removeIf(atNs -> nowNs - atNs > options.recentNs());
        boolean room = heardNs.containsKey(child) || heardNs.size() < options.childrenMax();
        if (room) {
            heardNs.put(child, nowNs);
        }
        return room;
    }

    private void flush() {
        if (!sum.isEmpty()) {
            up.accept(sum.toBytes(show));
            sum.clear();
        }
        inSum.clear();
        flushNs = Long.MAX_VALUE;
    }

    public long nextDeadlineNs() {
        return flushNs;
    }

    public void timeout(long nowNs) {
        if (nowNs >= flushNs) {
            flush();
        }
    }

    /** Whether nothing would be lost without it, and nobody has needed it for so long. */
    public boolean isIdle(long nowNs, long unusedNs) {
        return sum.isEmpty() && nowNs - usedNs >= unusedNs;
    }

    /** Packets that no node of ours sends. */
    public long malformed() {
        return malformed;
    }

    /** Ticks that were taken into sums. */
    public long merged() {
        return merged;
    }
}
