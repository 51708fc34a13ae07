package dev.treecast.edge;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one viewer has been sent of one track, and what it says about it. */
final class OutboundTrack {
    /** Recovered packets from before the first one must not fall below 0. */
    private static final int FIRST_MIN = 4_096;

    private static final int FIRST_MAX = 32_768;

    final EdgeTrack track;

    /** Video starts with a keyframe; until then nothing is sent. */
    boolean started;

    private long firstPlace;
    private int sequenceOffset;
    private boolean numbered;
    private int rtxSequenceNumber;
    private @Nullable RepeatGuard repeats;

    long packets;
    long payloadBytes;
    long retransmissions;
    long nacked;

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

    boolean takes(long place) {
        return started && place >= firstPlace;
    }

    int nextRtxSequenceNumber() {
        return rtxSequenceNumber++ & 0xffff;
    }

    /** Which packets were repeated lately; made for the first NACK, as most viewers never send one. */
    RepeatGuard repeats() {
        RepeatGuard known = repeats;
        if (known == null) {
            known = new RepeatGuard();
            repeats = known;
        }
        return known;
    }

    /**
     * The 16-bit number that this viewer sees for a packet of the track. A viewer's own numbers begin in the lower half of the range,
     * whatever the stream has come to: SRTP's receiver takes the first packet it gets for rollover 0, so one that lost the packets before a
     * wrap, of all things while its handshake ended, would never decrypt anything (RFC 3711 section 3.3.1).
     */
    int sequenceNumber(long sequence, RandomGenerator random) {
        if (!numbered) {
            numbered = true;
            sequenceOffset = random.nextInt(FIRST_MIN, FIRST_MAX) - (int) sequence;
        }
        return ((int) sequence + sequenceOffset) & 0xffff;
    }

    /** The track's number, its low 16 bits, for one that this viewer saw. */
    int trackSequenceNumber(int sequenceNumber) {
        return (sequenceNumber - sequenceOffset) & 0xffff;
    }
}
