package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.webrtc.peer.LoopSession;
import org.jspecify.annotations.Nullable;

/**
 * One viewer's way from the newest keyframe in a ring to live: which packet is next and when, and under which timestamp. The viewer is sent the keyframe
 * and all that followed faster than it is made, and its timestamps are compressed just so much, as if each frame were captured when it is sent:
 * a player then sees no late frames that it would have to make room for, and none that it would show later than they come.
 *
 * <p>With A the keyframe's age, t the time until the viewer has caught up and k the time that the keyframe itself takes, A + t of pictures are shown in
 * t − k; the last of them has its own timestamp, and so have all that follow (docs/decisions/0029).
 */
final class CatchUp {
    /** Never: the place of a packet in the log, for a viewer who is sent nothing from there. */
    static final long NOT_FROM_THE_LOG = Long.MAX_VALUE;

    /** Frames further apart than a tick stay apart: 30 a second are 3,000 ticks apart, 30 of them when compressed so much. */
    private static final double COMPRESSION_MIN = 0.01;

    private static final long QUANTUM_NS = 4_000_000;

    /** The frames of so long tell their rate. */
    private static final long MEASURED_NS_MIN = 200_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;

    /** A late timer is made up for; a stuck loop is not, as that would be a burst. */
    private static final long LATE_NS_MAX = 20_000_000;

    // Given.
    final EdgeTrack track;
    private final long keyframeBps;
    private final long paceBps;
    private final long liveTimestamp;
    private final double compression;
    private final long firstTimestamp;
    /** What a frame has that was captured when the way began. */
    private final long begunTimestamp;

    private final long begunNs;

    // State.
    /** What may still go at once. */
    private int burstBytes;
    /** The track's number of the packet that is sent next. */
    private long next;
    /** The first number that is not the catch-up's: packets before it have compressed timestamps. */
    private long end = Long.MAX_VALUE;
    /** What the newest packet was sent with. */
    private long sentTimestamp = Long.MIN_VALUE;
    /** The newest packet's own. */
    private long reachedTimestamp = Long.MIN_VALUE;

    private long dueNs;
    private long notBeforeNs;

    private CatchUp(
            EdgeTrack track,
            KeptPacket first,
            long liveTimestamp,
            double compression,
            long keyframeBps,
            long paceBps,
            int burstBytes,
            long nowNs) {
        this.track = track;
        this.next = first.sequence();
        this.liveTimestamp = liveTimestamp;
        this.compression = compression;
        this.firstTimestamp = timestamp(first);
        this.begunTimestamp = first.timestamp() + ticks(nowNs - first.arrivedNs());
        this.begunNs = nowNs;
        this.keyframeBps = keyframeBps;
        this.paceBps = paceBps;
        this.burstBytes = burstBytes;
        this.dueNs = nowNs;
        this.notBeforeNs = nowNs;
    }

    private long ticks(long ns) {
        return ns / 1_000 * track.codec.clockRateHz() / 1_000_000;
    }

    /** Whether a viewer could start from the ring of a track at a time. */
    static boolean isPossible(EdgeTrack track, StartOptions options, long nowNs) {
        return first(track, options, nowNs) != null;
    }

    private static @Nullable KeptPacket first(EdgeTrack track, StartOptions options, long nowNs) {
        long start = track.ring.keyframe();
        KeptPacket first = start == EdgeTrack.NONE ? null : track.ring.get(start);
        // What is caught up on must not fall out of the ring meanwhile, nor before it can be repeated.
        boolean fits = track.ring.newest() - start < track.ring.capacity() / 2;
        return first != null && fits && nowNs - first.arrivedNs() <= options.ageNsMax() ? first : null;
    }

    /** A viewer's way from now on; null where the ring has no keyframe that is young enough. */
    static @Nullable CatchUp of(EdgeTrack track, StartOptions options, long nowNs) {
        KeptPacket first = first(track, options, nowNs);
        if (first == null) {
            return null;
        }
        long bytes = 0;
        long keyframeBytes = 0;
        for (long sequence = first.sequence(); sequence <= track.ring.newest(); sequence++) {
            KeptPacket packet = track.ring.get(sequence);
            if (packet != null) {
                int length = packet.payloadLength() + LayerMeter.OVERHEAD_BYTES;
                bytes += length;
                keyframeBytes += track.ring.isKeyframe(packet) ? length : 0;
            }
        }
        long ageNs = Math.max(0, nowNs - first.arrivedNs());
        long rateBps = track.meter.bitrateBps(nowNs);
        long pacedBytes = Math.max(0, bytes - options.burstBytes());
        long pacedKeyframeBytes = Math.max(0, keyframeBytes - options.burstBytes());
        // What comes meanwhile has no keyframe in it, or the way ends there.
        long deltasBps = ageNs < MEASURED_NS_MIN ? rateBps : bitsPerSecond(bytes - keyframeBytes, ageNs);
        long likeRateBps = Math.max(options.paceBpsMin(), (long) (options.pace() * rateBps));
        long keyframeBps = track.medium.isLayered()
                ? Math.max(likeRateBps, bitsPerSecond(pacedKeyframeBytes, options.layerKeyframeNsMax()))
                : Math.max(options.keyframeBpsMin(), bitsPerSecond(pacedKeyframeBytes, options.keyframeNsMax()));
        double keyframeSeconds = pacedKeyframeBytes * 8.0 / keyframeBps;
        double behindBits = (pacedBytes - pacedKeyframeBytes) * 8.0 + keyframeSeconds * deltasBps;
        long paceBps = Math.max(likeRateBps, deltasBps + (long) (behindBits * SECOND_NS / options.drainNsMax()));
        double ageSeconds = ageNs / (double) SECOND_NS;
        double drainSeconds = keyframeSeconds + behindBits / Math.max(1, paceBps - deltasBps);
        double wholeSeconds = ageSeconds + drainSeconds;
        double compression =
                wholeSeconds == 0 ? 1 : Math.clamp((drainSeconds - keyframeSeconds) / wholeSeconds, COMPRESSION_MIN, 1);
        long live = first.timestamp() + (long) (wholeSeconds * track.codec.clockRateHz());
        return new CatchUp(track, first, live, compression, keyframeBps, paceBps, options.burstBytes(), nowNs);
    }

    private static long bitsPerSecond(long bytes, long ns) {
        return (long) (bytes * 8.0 * SECOND_NS / ns);
    }

    // ---- Timestamps ----

    /** Which timestamp a packet of the track has for this viewer; the scale is the medium's. */
    long timestamp(KeptPacket packet) {
        if (packet.sequence() >= end || packet.timestamp() >= liveTimestamp) {
            return packet.timestamp();
        }
        return liveTimestamp - Math.max(1, (long) ((liveTimestamp - packet.timestamp()) * compression));
    }

    /** When a packet that this viewer was sent left, about. */
    long sentNs(KeptPacket packet) {
        long later = timestamp(packet) - packet.timestamp();
        return packet.arrivedNs() + later * SECOND_NS / track.codec.clockRateHz();
    }

    /** Whether a packet of the track is the catch-up's to send, or was. */
    boolean covers(long sequence) {
        return sequence < end;
    }

    /** Whether a frame with this timestamp may follow what was sent. */
    boolean mayBeFollowedBy(long timestamp) {
        return timestamp > sentTimestamp;
    }

    // ---- The way ----

    long dueNs() {
        return dueNs;
    }

    /** Another packet lies in the ring. */
    void appended() {
        if (dueNs == LoopSession.NO_DEADLINE) {
            dueNs = notBeforeNs;
        }
    }

    /** The next packet in the ring that is due, from now on sent; null when there is none. */
    @Nullable
    KeptPacket take(long nowNs) {
        KeptPacket packet = upcoming();
        return packet == null || capturedNs(packet) > nowNs ? null : taken(packet);
    }

    /** The next packet of a frame that has been sent in part; null when there is none. */
    @Nullable
    KeptPacket takeOfBegunFrame() {
        KeptPacket packet = upcoming();
        return packet == null || packet.timestamp() != reachedTimestamp ? null : taken(packet);
    }

    private KeptPacket taken(KeptPacket packet) {
        next = packet.sequence() + 1;
        reachedTimestamp = Math.max(reachedTimestamp, packet.timestamp());
        sentTimestamp = Math.max(sentTimestamp, timestamp(packet));
        return packet;
    }

    private @Nullable KeptPacket upcoming() {
        KeptPacket packet = null;
        while (next <= track.ring.newest() && packet == null) {
            packet = track.ring.get(next);
            next += packet == null ? 1 : 0;
        }
        return packet == null || track.isKeptBack(packet) ? null : packet;
    }

    /** When a frame was captured, as its compressed timestamp has it: none is sent before. The first one was when it has been sent. */
    private long capturedNs(KeptPacket packet) {
        long timestamp = timestamp(packet);
        return timestamp == firstTimestamp
                ? begunNs
                : begunNs + (timestamp - begunTimestamp) * SECOND_NS / track.codec.clockRateHz();
    }

    /** How many bytes go next, or one packet: the burst, or what is worth a while at the pace. The runs are short, but such visits are few. */
    long quantum() {
        return burstBytes > 0 ? burstBytes : paceBps() * QUANTUM_NS / 8 / SECOND_NS;
    }

    /** How fast what is sent next goes, bit/s. */
    long paceBps() {
        return sentTimestamp <= firstTimestamp ? keyframeBps : paceBps;
    }

    /** So many bytes were sent. */
    void sent(int bytes, long nowNs) {
        int atOnce = Math.min(bytes, burstBytes);
        burstBytes -= atOnce;
        notBeforeNs = Math.max(notBeforeNs, nowNs - LATE_NS_MAX) + (bytes - atOnce) * 8L * SECOND_NS / paceBps();
        KeptPacket packet = upcoming();
        dueNs = packet == null ? LoopSession.NO_DEADLINE : Math.max(notBeforeNs, capturedNs(packet));
    }

    /** Whether everything there is was sent, and what comes has its own timestamps. */
    boolean isLive() {
        return next > track.ring.newest() && reachedTimestamp >= liveTimestamp;
    }

    /** Whether something that came before a packet is left to send. */
    boolean isBehind(long sequence) {
        return next < sequence;
    }

    /** The way ends here: the packet with this number and those after it are sent as they are. */
    void end(long sequence) {
        end = sequence;
    }

    /** The way ends after what was sent. */
    void end() {
        end = next;
    }
}
