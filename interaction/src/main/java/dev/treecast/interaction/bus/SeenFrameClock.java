package dev.treecast.interaction.bus;

/** What the RTP timestamps of a viewer's video stand for. Called on the bus's thread; answers at once, from what it last heard. */
public interface SeenFrameClock {
    /** No stream time for this. */
    long UNKNOWN = Long.MIN_VALUE;

    /** The clock of who has no video. */
    SeenFrameClock NONE = new SeenFrameClock() {
        @Override
        public long streamTimeUs(int rtpTimestamp) {
            return UNKNOWN;
        }

        @Override
        public long rtpTimestamp(long streamTimeUs) {
            return UNKNOWN;
        }
    };

    /** The stream time of a video frame that this viewer was sent, or {@link #UNKNOWN}. */
    long streamTimeUs(int rtpTimestamp);

    /** The RTP timestamp (32 bits, unsigned) of a stream time as this viewer sees it, or {@link #UNKNOWN}. */
    long rtpTimestamp(long streamTimeUs);
}
