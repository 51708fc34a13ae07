package dev.treecast.webrtc.sdp;

/**
 * The negotiated numbers that stand in a section's packets. Two receivers with equal profiles can be sent the same rewritten packet, but
 * for sequence numbers and encryption.
 *
 * @param rtxPayloadType or {@link CodecOffer#NONE}
 * @param redPayloadType of packets with redundancy, or {@link CodecOffer#NONE}
 * @param mid what the mid extension says; empty where it is not negotiated
 */
public record MediaProfile(
        int payloadType,
        int rtxPayloadType,
        int redPayloadType,
        ExtensionIds extensions,
        boolean mixedExtensions,
        String mid) {

    /** One without redundancy. */
    public MediaProfile(
            int payloadType, int rtxPayloadType, ExtensionIds extensions, boolean mixedExtensions, String mid) {
        this(payloadType, rtxPayloadType, CodecOffer.NONE, extensions, mixedExtensions, mid);
    }
}
