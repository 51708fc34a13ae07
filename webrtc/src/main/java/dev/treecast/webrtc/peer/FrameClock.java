package dev.treecast.webrtc.peer;

/**
 * What RTP timestamps of the video that a peer is sent stand for. Thread-safe; answers at once, from what the media path last noted.
 */
public interface FrameClock {
    /** Nothing is known of this. */
    long UNKNOWN = Long.MIN_VALUE;

    /** For who is sent no video. */
    FrameClock NONE = new FrameClock() {
        @Override
        public long arrivedNs(int rtpTimestamp) {
            return UNKNOWN;
        }

        @Override
        public long rtpTimestamp(long arrivedNs) {
            return UNKNOWN;
        }
    };

    /** When the frame with this timestamp came from its publisher, on the clock of the media loops; {@link #UNKNOWN} for one that cannot be. */
    long arrivedNs(int rtpTimestamp);

    /** The timestamp (32 bits, unsigned) of a frame that comes, or came, at that time. */
    long rtpTimestamp(long arrivedNs);
}
