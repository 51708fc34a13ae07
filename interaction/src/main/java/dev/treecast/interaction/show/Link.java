package dev.treecast.interaction.show;

import dev.treecast.interaction.input.FoldTable;

/** A client as a show sees it: a way out, and what its RTP timestamps stand for. */
public interface Link {
    /** No stream time, or no RTP timestamp. */
    long UNKNOWN = Long.MIN_VALUE;

    /** Sends a JSON message. */
    void text(byte[] utf8);

    /** Sends a binary message, which may be lost. */
    void binary(byte[] data);

    /** Bytes of {@link #text} that have not left yet. */
    long bufferedBytes();

    /** Ends the connection after what was sent before. */
    void close();

    /**
     * Input for these controls may be folded where it arrives, until another table comes; see {@link FoldTable}. What was not taken yet is for the show.
     *
     * @param viewer whose input it is, as summaries count viewers
     */
    default void fold(long viewer, FoldTable table) {}

    /** What the client holds is held no more: it sees other controls. */
    default void release() {}

    /** The stream time of a frame, or {@link #UNKNOWN}. */
    long streamTimeUs(int rtpTimestamp);

    /** The RTP timestamp of a stream time, or {@link #UNKNOWN}. */
    long rtpTimestamp(long streamTimeUs);

    /** Where it comes from, as bans count it. */
    String address();
}
