package dev.treecast.edge;

import dev.treecast.edge.repair.RepairBudget;
import dev.treecast.edge.repair.RepairOptions;
import dev.treecast.edge.repair.Repairs;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one viewer has been sent of one track, and what it says about it. */
final class OutboundTrack {
    final EdgeTrack track;

    private final SequenceRuns runs = new SequenceRuns();

    /** Video starts with a keyframe; until then nothing is sent. */
    private boolean started;

    private long firstPlace;
    /** Of video, only keyframes are sent. */
    private boolean thinned;
    /** No longer thinned, but what comes before the next keyframe refers to frames that were withheld. */
    private boolean awaitingKeyframe;

    private int rtxSequenceNumber;
    private @Nullable Repairs repairs;

    long packets;
    long payloadBytes;
    long retransmissions;
    long nacked;
    long withheld;

    // From the viewer's last report.
    long cumulativeLost;
    long jitter;

    OutboundTrack(EdgeTrack track) {
        this.track = track;
    }

    /** @param place in the stream's {@link PacketLog} from which on its packets are sent; those before have been sent, or never will be */
    void start(long place) {
        started = true;
        firstPlace = place;
    }

    boolean started() {
        return started;
    }

    /** Whether a packet at this place is to be sent; counts what is withheld. */
    boolean takes(long place, boolean keyframe) {
        if (!started || place < firstPlace) {
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

    /** The 16-bit number that this viewer sees for a packet of the track, or {@link SequenceRuns#NONE}; see {@link SequenceRuns#send}. */
    long sequenceNumber(long sequence, RandomGenerator random) {
        return runs.send(sequence, random);
    }

    /** The track's number for one that this viewer saw, or {@link SequenceRuns#NONE}. */
    long trackSequence(int sequenceNumber) {
        return runs.trackSequence(sequenceNumber);
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
