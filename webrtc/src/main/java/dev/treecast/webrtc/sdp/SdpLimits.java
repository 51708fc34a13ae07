package dev.treecast.webrtc.sdp;

/**
 * What an SDP text or trickle fragment may hold at most. Measured offers of today's browsers: 2.4 to 6.4 thousand characters, 65 to 211
 * lines, 2 or 3 sections, 34 payload types.
 *
 * @param charsMax length of the text: ten times the largest offer seen
 * @param linesMax lines: eight times the largest offer with both sections gathered on many interfaces
 * @param lineCharsMax length of one line: H.264 parameter sets or an SFrame key in an fmtp line stay below 2,000
 * @param mediaSectionsMax m= lines: we accept one audio and one video; a page that renegotiates leaves stopped sections behind
 * @param formatsMax payload types of one section: RTP has 128
 * @param groupMembersMax mids of one group or SSRCs of one ssrc-group: no more than there are sections, or simulcast layers with RTX
 */
public record SdpLimits(
        int charsMax, int linesMax, int lineCharsMax, int mediaSectionsMax, int formatsMax, int groupMembersMax) {

    /** 64 KiB, 2,000 lines of 4,096 characters, 32 sections of 128 payload types, groups of 64. */
    public static SdpLimits defaults() {
        return new SdpLimits(65_536, 2_000, 4_096, 32, 128, 64);
    }
}
