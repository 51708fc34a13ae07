package dev.treecast.webrtc.rtp;

import java.util.Arrays;

/**
 * Finds gaps in the sequence numbers of one RTP stream, says when to ask for the missing packets (NACK), again and when to
 * stop. One per SSRC of a publisher or parent.
 *
 * <p>A packet is missing from the moment a later one arrives. It is asked for at once (or after a few later packets,
 * see {@link Options#reorderingPackets()}), then once per round trip, at most {@link Options#requestsMax()} times, and
 * given up when it is older than {@link Options#missingAgeNsMax()}. Feed every packet, recovered ones too, under its
 * original number; then, whenever {@link #nextDeadlineNs()} has come, call {@link #poll}, until it answers 0, and send what
 * it names. Nothing is allocated.
 *
 * <p>A gap that does not fit into the list cannot be repaired packet by packet: the list is emptied and {@link #takeGiveUp}
 * tells the owner to ask for a keyframe. The same happens when the publisher starts its numbers anew.
 */
public final class LossDetector {
    /** Answer of {@link #nextDeadlineNs()}: nothing is missing. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** RFC 3550 appendix A.1, MAX_MISORDER, widened: retransmissions come later than reordered packets do. */
    private static final int BACKWARD_MAX = 3_000;

    /**
     * @param reorderingPackets later packets to wait for before the first request; 0 asks at once: on the path from a
     *     publisher reordering is rare and a needless retransmission is cheap, a round trip of delay is not
     * @param roundTripNs nanoseconds between requests until a round trip is measured; 100 ms as in libwebrtc
     * @param requestIntervalNsMin nanoseconds: on a local network the round trip is shorter than the sender's own
     *     reaction; 10 ms
     * @param requestsMax requests for one packet; 10 as in libwebrtc
     * @param missingMax packets on the list, a power of ten beyond what a keyframe has; 1,000 as in libwebrtc
     * @param missingAgeNsMax nanoseconds after which nobody wants the packet any more; 1 s, the life of a live frame
     */
    public record Options(
            int reorderingPackets,
            long roundTripNs,
            long requestIntervalNsMin,
            int requestsMax,
            int missingMax,
            long missingAgeNsMax) {
        public static Options defaults() {
            return new Options(0, 100_000_000L, 10_000_000L, 10, 1_000, 1_000_000_000L);
        }
    }

    /** What an arrival was. */
    public enum Arrival {
        /** The newest so far, be it behind a gap. */
        NEWEST,
        /** One that was missing: late or retransmitted. */
        RECOVERED,
        /** Seen before, or no longer waited for. */
        UNEXPECTED,
        /** The numbering began anew; everything before is forgotten. */
        RESTARTED
    }

    // Given.
    private final Options options;
    private long roundTripNs;

    // The missing, oldest first: parallel arrays of which the first `count` are in use.
    private final long[] sequences;
    private final long[] missingSinceNs;
    private final long[] requestAtNs;
    private final int[] requests;
    private int count;

    // State.
    private boolean started;
    private long highest;
    private int restartCandidate = -1;
    private long deadlineNs = NO_DEADLINE;
    private boolean giveUp;
    private long abandoned;

    public LossDetector(Options options) {
        this.options = options;
        this.roundTripNs = options.roundTripNs();
        this.sequences = new long[options.missingMax()];
        this.missingSinceNs = new long[options.missingMax()];
        this.requestAtNs = new long[options.missingMax()];
        this.requests = new int[options.missingMax()];
    }

    /** The measured round trip to the sender, from now on the time between two requests. */
    public void setRoundTripNs(long roundTripNs) {
        this.roundTripNs = Math.max(roundTripNs, options.requestIntervalNsMin());
    }

    /** A packet came, of whatever kind, with this number (0 to 65535). */
    public Arrival onPacket(int sequenceNumber, long nowNs) {
        if (!started) {
            started = true;
            highest = sequenceNumber;
            return Arrival.NEWEST;
        }
        int distance = SequenceNumbers.distance((int) highest & 0xffff, sequenceNumber);
        if (distance > 0) {
            restartCandidate = -1;
            long sequence = highest + distance;
            addMissing(highest + 1, sequence, nowNs);
            highest = sequence;
            hastenReordered(nowNs);
            return Arrival.NEWEST;
        }
        if (distance >= -BACKWARD_MAX) {
            return remove(highest + distance) ? Arrival.RECOVERED : Arrival.UNEXPECTED;
        }
        return onFarBehind(sequenceNumber);
    }

    /** One number far behind is a stray, two that follow each other are a sender that began anew (RFC 3550 A.1). */
    private Arrival onFarBehind(int sequenceNumber) {
        if (sequenceNumber != restartCandidate) {
            restartCandidate = SequenceNumbers.plus(sequenceNumber, 1);
            return Arrival.UNEXPECTED;
        }
        restartCandidate = -1;
        abandonAll();
        highest = sequenceNumber;
        return Arrival.RESTARTED;
    }

    private void addMissing(long from, long to, long nowNs) {
        long gap = to - from;
        if (gap == 0) {
            return;
        }
        if (gap > sequences.length - count) {
            abandoned += gap;
            abandonAll();
            return;
        }
        // Waiting for later packets may take for ever when the stream pauses: a round trip is enough.
        long requestAt = options.reorderingPackets() == 0 ? nowNs : nowNs + roundTripNs;
        for (long sequence = from; sequence < to; sequence++) {
            sequences[count] = sequence;
            missingSinceNs[count] = nowNs;
            requestAtNs[count] = requestAt;
            requests[count] = 0;
            count++;
        }
        hasten(requestAt);
    }

    private void abandonAll() {
        abandoned += count;
        count = 0;
        deadlineNs = NO_DEADLINE;
        giveUp = true;
    }

    private void hastenReordered(long nowNs) {
        if (options.reorderingPackets() == 0) {
            return;
        }
        for (int i = count - 1; i >= 0 && requests[i] == 0; i--) {
            if (highest - sequences[i] > options.reorderingPackets() && requestAtNs[i] - nowNs > 0) {
                requestAtNs[i] = nowNs;
                hasten(nowNs);
            }
        }
    }

    private void hasten(long atNs) {
        if (deadlineNs == NO_DEADLINE || atNs - deadlineNs < 0) {
            deadlineNs = atNs;
        }
    }

    private boolean remove(long sequence) {
        int at = Arrays.binarySearch(sequences, 0, count, sequence);
        if (at < 0) {
            return false;
        }
        int tail = count - at - 1;
        System.arraycopy(sequences, at + 1, sequences, at, tail);
        System.arraycopy(missingSinceNs, at + 1, missingSinceNs, at, tail);
        System.arraycopy(requestAtNs, at + 1, requestAtNs, at, tail);
        System.arraycopy(requests, at + 1, requests, at, tail);
        count--;
        if (count == 0) {
            deadlineNs = NO_DEADLINE;
        }
        return true;
    }

    /**
     * Forgets what is missing before {@code sequenceNumber}, the first packet of a keyframe: nobody needs it any more. Not
     * for an owner that repairs for viewers who are still behind.
     */
    public void forgetBefore(int sequenceNumber) {
        long sequence = highest + SequenceNumbers.distance((int) highest & 0xffff, sequenceNumber);
        int keep = 0;
        while (keep < count && sequences[keep] < sequence) {
            keep++;
        }
        moveDown(keep);
    }

    private void moveDown(int from) {
        count -= from;
        System.arraycopy(sequences, from, sequences, 0, count);
        System.arraycopy(missingSinceNs, from, missingSinceNs, 0, count);
        System.arraycopy(requestAtNs, from, requestAtNs, 0, count);
        System.arraycopy(requests, from, requests, 0, count);
        if (count == 0) {
            deadlineNs = NO_DEADLINE;
        }
    }

    /**
     * Names the packets to ask for now, oldest first, and drops those that it is too late for. Call again until it
     * answers 0: what found no room in {@code out} is still due.
     *
     * @param out takes sequence numbers, 0 to 65535
     * @return how many
     */
    public int poll(long nowNs, int[] out) {
        if (deadlineNs == NO_DEADLINE || nowNs - deadlineNs < 0) {
            return 0;
        }
        int named = 0;
        int kept = 0;
        long nextNs = NO_DEADLINE;
        for (int i = 0; i < count; i++) {
            boolean due = nowNs - requestAtNs[i] >= 0;
            boolean tooOld = nowNs - missingSinceNs[i] >= options.missingAgeNsMax();
            if (tooOld || (due && requests[i] >= options.requestsMax())) {
                abandoned++;
                continue;
            }
            sequences[kept] = sequences[i];
            missingSinceNs[kept] = missingSinceNs[i];
            requestAtNs[kept] = requestAtNs[i];
            requests[kept] = requests[i];
            if (due && named < out.length) {
                out[named++] = (int) sequences[kept] & 0xffff;
                requests[kept]++;
                requestAtNs[kept] = nowNs + roundTripNs;
            }
            long expiresNs = missingSinceNs[kept] + options.missingAgeNsMax();
            long wakeNs = requestAtNs[kept] - expiresNs < 0 ? requestAtNs[kept] : expiresNs;
            nextNs = nextNs == NO_DEADLINE || wakeNs - nextNs < 0 ? wakeNs : nextNs;
            kept++;
        }
        count = kept;
        deadlineNs = nextNs;
        return named;
    }

    /** When {@link #poll} has something to do, or {@link #NO_DEADLINE}. */
    public long nextDeadlineNs() {
        return deadlineNs;
    }

    /** How many packets are missing and still waited for. */
    public int missingCount() {
        return count;
    }

    /** Whether a gap too large for repair, or a new beginning, came since the last call: ask for a keyframe. */
    public boolean takeGiveUp() {
        boolean taken = giveUp;
        giveUp = false;
        return taken;
    }

    /** Packets given up so far, for whatever reason. */
    public long abandonedCount() {
        return abandoned;
    }
}
