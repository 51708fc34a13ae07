package dev.treecast.webrtc.congestion;

/**
 * Turns packets into groups and tells how the spacing of two groups changed on the way: what was sent within 5 ms counts as one, and so does what
 * a queue on the way (Wi-Fi, a radio cell) held up and let go at once (draft-ietf-rmcat-gcc-02 section 5.2).
 *
 * <p>Packets come in the order of their arrival.
 */
final class InterArrival {
    private static final long GROUP_NS = 5_000_000L;
    private static final long BURST_GAP_NS = 5_000_000L;
    private static final long BURST_NS_MAX = 100_000_000L;
    /** An arrival clock that runs ahead of ours by more than this between two groups has been set anew. */
    private static final long CLOCK_JUMP_NS = 3_000_000_000L;

    private static final int REORDERED_MAX = 3;

    private boolean currentStarted;
    private long currentFirstSentNs;
    private long currentSentNs;
    private long currentFirstArrivalNs;
    private long currentArrivalNs;
    private long currentNowNs;

    private boolean previousComplete;
    private long previousSentNs;
    private long previousArrivalNs;
    private long previousNowNs;

    private int reordered;
    private long sentDeltaNs;
    private long arrivalDeltaNs;

    /**
     * Takes a packet.
     *
     * @param nowNs when its feedback came, on the clock of {@code sentNs}
     * @param arrivalNs on the receiver's clock
     * @return whether it completed a group, so that the deltas hold something new
     */
    boolean add(long nowNs, long sentNs, long arrivalNs) {
        if (!currentStarted) {
            begin(sentNs, arrivalNs);
        } else if (sentNs - currentFirstSentNs < 0) {
            // It was overtaken by others: its delay is not that of the group.
            return false;
        } else if (!inCurrentGroup(sentNs, arrivalNs)) {
            boolean measured = previousComplete;
            if (measured && !measure()) {
                return false;
            }
            previousSentNs = currentSentNs;
            previousArrivalNs = currentArrivalNs;
            previousNowNs = currentNowNs;
            previousComplete = true;
            begin(sentNs, arrivalNs);
            end(nowNs, sentNs, arrivalNs);
            return measured;
        }
        end(nowNs, sentNs, arrivalNs);
        return false;
    }

    private void begin(long sentNs, long arrivalNs) {
        currentStarted = true;
        currentFirstSentNs = sentNs;
        currentSentNs = sentNs;
        currentFirstArrivalNs = arrivalNs;
    }

    private void end(long nowNs, long sentNs, long arrivalNs) {
        if (sentNs - currentSentNs > 0) {
            currentSentNs = sentNs;
        }
        currentArrivalNs = arrivalNs;
        currentNowNs = nowNs;
    }

    /** False when the two groups cannot be compared. */
    private boolean measure() {
        sentDeltaNs = currentSentNs - previousSentNs;
        arrivalDeltaNs = currentArrivalNs - previousArrivalNs;
        if (arrivalDeltaNs - (currentNowNs - previousNowNs) >= CLOCK_JUMP_NS) {
            reset();
            return false;
        }
        if (arrivalDeltaNs < 0) {
            if (++reordered >= REORDERED_MAX) {
                reset();
            }
            return false;
        }
        reordered = 0;
        return true;
    }

    private boolean inCurrentGroup(long sentNs, long arrivalNs) {
        long sinceSentNs = sentNs - currentSentNs;
        if (sinceSentNs == 0) {
            return true;
        }
        long sinceArrivalNs = arrivalNs - currentArrivalNs;
        boolean letGoAtOnce = sinceArrivalNs < sinceSentNs
                && sinceArrivalNs <= BURST_GAP_NS
                && arrivalNs - currentFirstArrivalNs < BURST_NS_MAX;
        return letGoAtOnce || sentNs - currentFirstSentNs <= GROUP_NS;
    }

    /** Forgets the groups: the next packet begins anew. */
    void reset() {
        currentStarted = false;
        previousComplete = false;
        reordered = 0;
    }

    /** Between the ends of the last two groups, as sent. */
    long sentDeltaNs() {
        return sentDeltaNs;
    }

    /** Between the ends of the last two groups, as they arrived: 0 or more. */
    long arrivalDeltaNs() {
        return arrivalDeltaNs;
    }
}
