package dev.treecast.edge;

import dev.treecast.edge.repair.RepairBudget;
import dev.treecast.edge.repair.RepairCounters;
import dev.treecast.edge.repair.RepairOptions;
import dev.treecast.edge.repair.Repairs;
import dev.treecast.edge.repair.RoundTrip;
import dev.treecast.tree.KeptPacket;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import org.jspecify.annotations.Nullable;

/**
 * Sends one viewer what it lost again, as {@link Repairs} decides: as RTX where the viewer has it, otherwise the very same packet. Second sendings wait
 * here for their time.
 */
final class ViewerRepair {
    /** Second sendings that wait, a power of two: 5 ms of requests; what does not fit goes out once. */
    private static final int WAITING_MAX = 64;

    // Given.
    private final ViewerFeed feed;
    private final ViewerSession viewer;
    private final EdgeStream stream;
    private final RepairOptions options;
    private final RepairCounters counters;
    private final boolean videoHasRtx;

    // Owned.
    final RoundTrip roundTrip = new RoundTrip();
    private final RepairBudget budget;

    // State: made for the first that waits.
    private @Nullable Waiting waiting;

    ViewerRepair(ViewerFeed feed, EdgeStream stream, RepairOptions options, boolean videoHasRtx) {
        this.feed = feed;
        this.viewer = feed.viewer();
        this.stream = stream;
        this.options = options;
        this.counters = stream.shared().repairs;
        this.videoHasRtx = videoHasRtx;
        this.budget = new RepairBudget(options);
    }

    /**
     * The viewer asks for a packet.
     *
     * @param sequenceNumber as it was sent to this viewer
     * @param sentBytes to this viewer so far, repeats not counted
     */
    void asked(OutboundMedium out, int sequenceNumber, long sentBytes, long nowNs) {
        out.nacked++;
        counters.requested.increment();
        KeptPacket packet = out.kept(sequenceNumber);
        if (packet == null) {
            counters.unknown.increment();
            return;
        }
        if (out.hasLeft(out.layerFound())) {
            // On the way down the path is full, and what is lost of the larger layer is shown no more.
            counters.tooLate.increment();
            return;
        }
        budget.sent(sentBytes);
        Repairs repairs = out.repairs(options, budget);
        repairs.playedLater(viewer.playout().laterNs());
        long sentNs = out.sentNs(out.layerFound(), packet);
        switch (repairs.asked(key(out.layerFound(), packet), packet.payloadLength(), sentNs, nowNs, roundTrip.ns())) {
            case ONCE -> {
                counters.repeated.increment();
                send(out, packet, sequenceNumber, nowNs);
            }
            case TWICE -> {
                counters.repeated.increment();
                send(out, packet, sequenceNumber, nowNs);
                sendAgain(out, sequenceNumber, nowNs + options.spacingNs());
            }
            case TOO_SOON -> counters.tooSoon.increment();
            case TOO_OFTEN -> counters.tooOften.increment();
            case TOO_LATE -> counters.tooLate.increment();
            case OVER_BUDGET -> counters.overBudget.increment();
        }
    }

    /** Layers count for themselves: the same number is another packet in another layer. */
    private static long key(EdgeTrack layer, KeptPacket packet) {
        return (long) layer.index << Long.SIZE - Byte.SIZE | packet.sequence();
    }

    private void send(OutboundMedium out, KeptPacket packet, int sequenceNumber, long nowNs) {
        Cohort cohort = feed.cohort();
        if (cohort == null) {
            return;
        }
        EdgeTrack track = out.layerFound();
        PlainRtpPacket repeated = stream.shared().repeated;
        boolean sent;
        if (track.isVideo() && videoHasRtx) {
            sent = cohort.group.writeRetransmission(
                            track, packet, out.timestamp(track, packet), sequenceNumber, repeated)
                    && feed.sendRetransmission(out, repeated, nowNs);
        } else if (cohort.group.isRedundant(track)) {
            // The same number under the same key with other bytes would give the key stream away.
            return;
        } else {
            sent = cohort.group.write(track, packet, out.timestamp(track, packet), repeated)
                    && viewer.transport().resendRtp(repeated, sequenceNumber);
        }
        if (sent) {
            out.retransmissions++;
        }
    }

    // ---- Second sendings ----

    /** A ring of those that wait, oldest first. */
    private static final class Waiting {
        final @Nullable OutboundMedium[] tracks = new @Nullable OutboundMedium[WAITING_MAX];
        final int[] sequenceNumbers = new int[WAITING_MAX];
        final long[] dueNs = new long[WAITING_MAX];
        int first;
        int count;
    }

    private void sendAgain(OutboundMedium out, int sequenceNumber, long dueNs) {
        Waiting ring = waiting;
        if (ring == null) {
            ring = new Waiting();
            waiting = ring;
        }
        if (ring.count < WAITING_MAX) {
            int slot = (ring.first + ring.count) & (WAITING_MAX - 1);
            ring.tracks[slot] = out;
            ring.sequenceNumbers[slot] = sequenceNumber;
            ring.dueNs[slot] = dueNs;
            ring.count++;
        }
    }

    /** When {@link #timeout} has something to send; {@link LoopSession#NO_DEADLINE} when nothing waits. */
    long nextDeadlineNs() {
        Waiting ring = waiting;
        return ring == null || ring.count == 0 ? LoopSession.NO_DEADLINE : ring.dueNs[ring.first];
    }

    /** Sends what is due. */
    void timeout(long nowNs) {
        Waiting ring = waiting;
        while (ring != null && ring.count > 0 && ring.dueNs[ring.first] - nowNs <= 0) {
            int slot = ring.first;
            OutboundMedium out = ring.tracks[slot];
            ring.first = (slot + 1) & (WAITING_MAX - 1);
            ring.count--;
            KeptPacket packet = out == null ? null : out.kept(ring.sequenceNumbers[slot]);
            if (out != null && packet != null) {
                counters.doubled.increment();
                send(out, packet, ring.sequenceNumbers[slot], nowNs);
            }
        }
    }
}
