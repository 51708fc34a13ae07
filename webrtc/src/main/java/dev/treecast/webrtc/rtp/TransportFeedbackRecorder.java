package dev.treecast.webrtc.rtp;

import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.rtcp.TransportFeedbackWriter;
import java.util.Arrays;

/**
 * The receiving half of transport-wide congestion control: remembers when each packet of a transport arrived, and tells
 * the sender so in intervals (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3). Allocates nothing once built.
 *
 * <p>Owner: {@link #onPacket} for every packet with the header extension; when {@link #nextDeadlineNs()} has come,
 * {@link #write} into a datagram, again while it answers more than 0. A packet that arrives after it was reported
 * missing is reported again, with all that followed it, as libwebrtc does.
 */
public final class TransportFeedbackRecorder {
    /**
     * Nanoseconds between two reports: 50 ms, the shortest that libwebrtc itself uses, for a sender that ramps up quickly.
     * At 20 reports a second it costs a publisher less than 20 kbit/s.
     */
    public static final long INTERVAL_NS = 50_000_000L;

    /** Answer of {@link #nextDeadlineNs()}: nothing to report. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** Packets remembered, a power of two: at 50 Mbit/s about a second and a half. */
    private static final int WINDOW = 8_192;

    private static final long EPOCH_BACK_NS = 1_000_000_000L;

    // Given.
    private final long intervalNs;

    // Owned.
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final long[] arrivalTicks = new long[WINDOW];

    // State.
    private boolean started;
    private long epochNs;
    private long nextSequence;
    private long highest;
    private int unreported;
    private int feedbackPacketCount;
    private long deadlineNs = NO_DEADLINE;
    private long lastReportNs;

    public TransportFeedbackRecorder(long intervalNs) {
        this.intervalNs = intervalNs;
        Arrays.fill(arrivalTicks, TransportFeedbackWriter.NOT_RECEIVED);
    }

    /** A packet came with this transport-wide sequence number, 0 to 65535. */
    public void onPacket(int transportSequenceNumber, long arrivalNs) {
        long sequence = unwrapper.unwrap(transportSequenceNumber);
        if (!started) {
            started = true;
            // The epoch lies a little back, so that an arrival time from just before is no negative one.
            epochNs = arrivalNs - EPOCH_BACK_NS;
            lastReportNs = arrivalNs - intervalNs;
            nextSequence = sequence;
            highest = sequence - 1;
        }
        if (sequence <= highest - WINDOW) {
            return;
        }
        if (sequence > highest) {
            advance(sequence);
        }
        int slot = (int) sequence & WINDOW - 1;
        if (arrivalTicks[slot] >= 0) {
            return;
        }
        arrivalTicks[slot] = Math.max(0, (arrivalNs - epochNs) / TransportFeedback.TICK_NS);
        nextSequence = Math.min(nextSequence, sequence);
        if (unreported++ == 0) {
            long earliestNs = lastReportNs + intervalNs;
            deadlineNs = earliestNs - arrivalNs > 0 ? earliestNs : arrivalNs;
        }
    }

    private void advance(long sequence) {
        long from = Math.max(highest + 1, sequence - WINDOW + 1);
        for (long i = from; i <= sequence; i++) {
            arrivalTicks[(int) i & WINDOW - 1] = TransportFeedbackWriter.NOT_RECEIVED;
        }
        highest = sequence;
        nextSequence = Math.max(nextSequence, sequence - WINDOW + 1);
    }

    /** When the next report is due, or {@link #NO_DEADLINE}. */
    public long nextDeadlineNs() {
        return deadlineNs;
    }

    /**
     * Writes a report if one is due. Reports that do not fit into one packet go on in the next call.
     *
     * @param limit the index that the packet must end at or before
     * @param mediaSsrc any source of the transport: senders read it for nothing but plausibility
     * @return bytes, 0 when nothing is due or nothing fits
     */
    public int write(long nowNs, byte[] out, int off, int limit, int senderSsrc, int mediaSsrc) {
        if (deadlineNs == NO_DEADLINE || nowNs - deadlineNs < 0) {
            return 0;
        }
        int statusCount = (int) (highest - nextSequence + 1);
        int length = writer.write(
                out, off, limit, senderSsrc, mediaSsrc, feedbackPacketCount, arrivalTicks, nextSequence, statusCount);
        if (length < 0) {
            return 0;
        }
        feedbackPacketCount = feedbackPacketCount + 1 & 0xff;
        nextSequence += writer.statusesWritten();
        if (nextSequence > highest) {
            unreported = 0;
            deadlineNs = NO_DEADLINE;
            lastReportNs = nowNs;
        }
        return length;
    }
}
