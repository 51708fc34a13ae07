package dev.treecast.edge;

import dev.treecast.edge.repair.RepairBudget;
import dev.treecast.edge.repair.RepairOptions;
import dev.treecast.edge.repair.Repairs;
import dev.treecast.tree.KeptPacket;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one viewer has been sent of one medium, of which layer, and what it says about it. */
final class OutboundMedium {
    final EdgeMedium medium;

    private final SequenceRuns runs = new SequenceRuns();

    /** The layer that the viewer is sent. */
    private EdgeTrack layer;
    /** Video starts with a keyframe; until then nothing is sent. */
    private boolean started;

    private long firstPlace;
    /** Of video, only keyframes are sent. */
    private boolean thinned;
    /** Nothing is sent until the viewer goes over to the layer that it waits for. */
    private boolean held;
    /** No longer thinned, but what comes before the next keyframe refers to frames that were withheld. */
    private boolean awaitingKeyframe;

    /** How the viewer came to be live, for what is repeated of it; null for one who was from the start. */
    private @Nullable CatchUp catchUp;

    private int rtxSequenceNumber;
    private @Nullable Repairs repairs;

    long packets;
    long payloadBytes;
    long retransmissions;
    long nacked;
    long withheld;
    long probes;

    // From the viewer's last report.
    long cumulativeLost;
    long jitter;

    OutboundMedium(EdgeMedium medium) {
        this.medium = medium;
        this.layer = medium.layers.getFirst();
    }

    EdgeTrack layer() {
        return layer;
    }

    /** From here on the viewer is sent another layer. */
    void switchTo(EdgeTrack other) {
        layer = other;
        held = false;
        awaitingKeyframe = false;
    }

    /** The path carries nothing like this layer, and what is sent of it keeps the keyframe of the next one waiting. */
    void hold() {
        held = true;
    }

    boolean isHeld() {
        return held;
    }

    /** Whether the viewer went from this layer down to a smaller one. */
    boolean hasLeft(EdgeTrack track) {
        return track.layer > layer.layer;
    }

    /** It stays with the layer after all; what was withheld makes it wait for a keyframe. */
    void release() {
        awaitingKeyframe |= held;
        held = false;
    }

    /** @param place in the stream's {@link PacketLog} from which on its packets are sent; those before have been sent, or never will be */
    void start(long place) {
        started = true;
        firstPlace = place;
    }

    boolean started() {
        return started;
    }

    // ---- Catching up ----

    /** It starts from the ring, and is sent nothing from the log before it has caught up. */
    void catchUp(CatchUp begun) {
        catchUp = begun;
        start(CatchUp.NOT_FROM_THE_LOG);
    }

    boolean isCatchingUp() {
        return firstPlace == CatchUp.NOT_FROM_THE_LOG;
    }

    /** A keyframe came while it was catching up: it goes on there. */
    void overtaken(long sequence, long place) {
        if (catchUp != null) {
            catchUp.end(sequence);
        }
        runs.interrupt();
        start(place);
    }

    /** Whether a keyframe with this timestamp may be the next that it is sent. */
    boolean mayBeFollowedBy(long timestamp) {
        return !isCatchingUp() || catchUp == null || catchUp.mayBeFollowedBy(timestamp);
    }

    /** The timestamp that it sees for a packet of a layer. */
    long timestamp(EdgeTrack track, KeptPacket packet) {
        return catchUp == null || catchUp.track != track ? packet.timestamp() : catchUp.timestamp(packet);
    }

    /** When a packet was sent to it. */
    long sentNs(EdgeTrack track, KeptPacket packet) {
        return catchUp == null || catchUp.track != track ? packet.arrivedNs() : catchUp.sentNs(packet);
    }

    /** Whether a packet at this place is to be sent; counts what is withheld. */
    boolean takes(EdgeTrack track, long sequence, long place, boolean keyframe) {
        if (!started || place < firstPlace || track != layer) {
            return false;
        }
        if (catchUp != null
                && catchUp.track == track
                && catchUp.covers(sequence)
                && place != CatchUp.NOT_FROM_THE_LOG) {
            // It came late, for a frame that has another timestamp here: whoever misses it asks.
            return false;
        }
        if (held) {
            withheld++;
            runs.interrupt();
            return false;
        }
        awaitingKeyframe &= !keyframe;
        if (keyframe || !(thinned || awaitingKeyframe)) {
            return true;
        }
        withheld++;
        runs.interrupt();
        return false;
    }

    void thin(boolean less) {
        thinned = less;
        awaitingKeyframe = !less;
    }

    /** The 16-bit number that this viewer sees for a packet of a layer, or {@link SequenceRuns#NONE}; see {@link SequenceRuns#send}. */
    long sequenceNumber(EdgeTrack track, long sequence, RandomGenerator random) {
        return runs.send(track.layer, sequence, random);
    }

    /** The packet that this viewer was sent under a number; null when it is kept no more, or there was none. {@link #layerFound} is its layer. */
    @Nullable
    KeptPacket kept(int sequenceNumber) {
        long sequence = runs.trackSequence(sequenceNumber);
        return sequence == SequenceRuns.NONE ? null : layerFound().ring.get(sequence);
    }

    /** The number of the newest packet that this viewer was sent, 16 bits. */
    int newestNumber() {
        return runs.newestNumber();
    }

    EdgeTrack layerFound() {
        return medium.layers.get(runs.layerFound());
    }

    int nextRtxSequenceNumber() {
        return rtxSequenceNumber++ & 0xffff;
    }

    /** What is repeated and when; made for the first NACK, as most viewers never send one. */
    Repairs repairs(RepairOptions options, RepairBudget budget) {
        Repairs known = repairs;
        if (known == null) {
            known = new Repairs(options, budget);
            repairs = known;
        }
        return known;
    }
}
