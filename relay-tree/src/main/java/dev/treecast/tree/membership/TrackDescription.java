package dev.treecast.tree.membership;

/**
 * A track of a publication as nodes tell each other.
 *
 * @param index from 0; also in the SFrame key id
 * @param ssrc that the ingest node gave it, the same on every link
 * @param codec as an SDP rtpmap spells it
 * @param formatParameters the publisher's {@code a=fmtp} parameters; empty when there are none
 * @param rid what the publisher calls the layer; empty where the track is none
 */
public record TrackDescription(int index, long ssrc, String codec, String formatParameters, String rid) {
    static final int CODEC_LENGTH_MAX = 32;

    /** An H264 line with its parameter sets has some 200 characters. */
    static final int FORMAT_LENGTH_MAX = 512;

    /** What fits a one-byte header extension element. */
    static final int RID_LENGTH_MAX = 16;

    /** A track that is no layer. */
    public TrackDescription(int index, long ssrc, String codec, String formatParameters) {
        this(index, ssrc, codec, formatParameters, "");
    }

    public TrackDescription {
        Bounds.within(index, 0, Bounds.TRACKS_MAX - 1);
        Bounds.within(ssrc, 0, 0xFFFF_FFFFL);
        Bounds.text(codec, CODEC_LENGTH_MAX);
        Bounds.text(formatParameters, FORMAT_LENGTH_MAX);
        Bounds.text(rid, RID_LENGTH_MAX);
    }
}
