package dev.treecast.webrtc.sctp.tx;

import dev.treecast.webrtc.sctp.packet.SerialNumbers;

/**
 * How many bytes may be in flight (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-7.2">RFC 9260 section 7.2</a>): slow start,
 * congestion avoidance, fast recovery.
 */
final class CongestionWindow {
    /** RFC 6928 and libwebrtc begin with ten packets; RFC 9260 with four. A snapshot then needs a round trip less. */
    private static final int INITIAL_PACKETS = 10;
    /** RFC 9260 section 7.2.3: a loss leaves no less than this. */
    private static final int PACKETS_MIN = 4;

    private final int packetBytes;
    private int windowBytes;
    private int thresholdBytes = Integer.MAX_VALUE;
    private int partlyAcknowledgedBytes;
    private boolean recovering;
    private int recoveryEndTsn;

    CongestionWindow(int packetBytes) {
        this.packetBytes = packetBytes;
        this.windowBytes = INITIAL_PACKETS * packetBytes;
    }

    int bytes() {
        return windowBytes;
    }

    boolean isRecovering() {
        return recovering;
    }

    /** Sections 7.2.1 and 7.2.2: the cumulative TSN moved, while this much was in flight. */
    void acknowledged(int cumulativeTsn, int acknowledgedBytes, int flightBytesBefore) {
        if (recovering) {
            if (!SerialNumbers.isAfter(recoveryEndTsn, cumulativeTsn)) {
                recovering = false;
            }
            return;
        }
        boolean wasFull = flightBytesBefore + packetBytes > windowBytes;
        if (windowBytes <= thresholdBytes) {
            if (wasFull) {
                grow(Math.min(acknowledgedBytes, packetBytes));
            }
            return;
        }
        partlyAcknowledgedBytes += acknowledgedBytes;
        if (partlyAcknowledgedBytes >= windowBytes) {
            partlyAcknowledgedBytes = wasFull ? partlyAcknowledgedBytes - windowBytes : 0;
            if (wasFull) {
                grow(packetBytes);
            }
        }
    }

    private void grow(int bytes) {
        windowBytes = Math.min(windowBytes + bytes, 1 << 30);
    }

    /** Section 7.2.4: chunks were reported missing; once for all that was in flight then. */
    boolean lost(int highestSentTsn) {
        if (recovering) {
            return false;
        }
        halve();
        windowBytes = thresholdBytes;
        recovering = true;
        recoveryEndTsn = highestSentTsn;
        return true;
    }

    /** Section 7.2.3: the timer ran out. */
    void timedOut() {
        halve();
        windowBytes = packetBytes;
        recovering = false;
    }

    private void halve() {
        thresholdBytes = Math.max(windowBytes / 2, PACKETS_MIN * packetBytes);
        partlyAcknowledgedBytes = 0;
    }
}
