package dev.treecast.webrtc.sdp;

/**
 * A track that we send, as it is.
 *
 * @param encoding e.g. {@code "H264"}, {@code "opus"}
 * @param parameters the publisher's: {@code profile-level-id} and {@code packetization-mode}, {@code profile-id}, {@code profile}
 * @param ssrc 0 to 2^32 - 1
 * @param rtxSsrc of retransmissions, for receivers that have RTX
 * @param redundant whether it is sent with redundancy (RFC 2198) to receivers that have that
 */
public record OutgoingTrack(String encoding, FormatParameters parameters, long ssrc, long rtxSsrc, boolean redundant) {

    /** One without redundancy. */
    public OutgoingTrack(String encoding, FormatParameters parameters, long ssrc, long rtxSsrc) {
        this(encoding, parameters, ssrc, rtxSsrc, false);
    }
}
