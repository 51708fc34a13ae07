package dev.treecast.ingest;

import dev.treecast.webrtc.rtp.SequenceUnwrapper;
import dev.treecast.webrtc.rtp.TimestampUnwrapper;

/**
 * Extends a source's sequence numbers and timestamps to 64 bits, and lets them go on without a break when the source changes its SSRC or
 * starts its numbering anew within one session.
 */
final class ContinuousNumbers {
    /** Between the last timestamp of the old numbering and the first of the new: one frame at 30 fps, one of 20 ms audio is close enough. */
    private static final int FRAMES_PER_SECOND = 30;

    private final int clockRateHz;
    private SequenceUnwrapper sequences = new SequenceUnwrapper();
    private TimestampUnwrapper timestamps = new TimestampUnwrapper();
    private long sequenceOffset;
    private long timestampOffset;
    private long newestSequence = Long.MIN_VALUE;
    private long newestTimestamp = Long.MIN_VALUE;
    private boolean rebase;

    ContinuousNumbers(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** Whether any packet has been numbered. */
    boolean started() {
        return newestSequence != Long.MIN_VALUE;
    }

    /** The numbers of the next packet have nothing to do with those before. */
    void restart() {
        if (started()) {
            rebase = true;
            sequences = new SequenceUnwrapper();
            timestamps = new TimestampUnwrapper();
        }
    }

    /** The extended sequence number of a packet; to be called before {@link #timestamp}, once per packet. */
    long sequence(int sequenceNumber) {
        long raw = sequences.unwrap(sequenceNumber);
        if (rebase) {
            sequenceOffset = newestSequence + 1 - raw;
        }
        long sequence = raw + sequenceOffset;
        newestSequence = Math.max(newestSequence, sequence);
        return sequence;
    }

    /** The extended timestamp of the same packet. */
    long timestamp(int rtpTimestamp) {
        long raw = timestamps.unwrap(rtpTimestamp);
        if (rebase) {
            timestampOffset = newestTimestamp + clockRateHz / FRAMES_PER_SECOND - raw;
            rebase = false;
        }
        long timestamp = raw + timestampOffset;
        newestTimestamp = Math.max(newestTimestamp, timestamp);
        return timestamp;
    }

    /** The highest timestamp so far; {@link Long#MIN_VALUE} before the first packet. */
    long newestTimestamp() {
        return newestTimestamp;
    }

    /** What {@link #timestamp} would say, without taking note of it: for sender reports. */
    long peekTimestamp(int rtpTimestamp) {
        return timestamps.peek(rtpTimestamp) + timestampOffset;
    }

    /** False between a restart and the first packet after it: then sender reports cannot be placed. */
    boolean placesReports() {
        return started() && !rebase;
    }
}
