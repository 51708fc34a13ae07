package dev.treecast.webrtc.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What both ends agreed on for one section: everything a session needs to know to read or write its packets.
 *
 * @param kind audio or video
 * @param mid empty where the section has none
 * @param encoding as the offer wrote it, e.g. {@code "H264"}; names compare without regard to case
 * @param payloadType of the media
 * @param rtxPayloadType of retransmissions, or {@link CodecOffer#NONE}
 * @param redPayloadType of packets with redundancy (RFC 2198), or {@link CodecOffer#NONE}
 * @param parameters what the sender's side said of the codec: they describe the stream (H.264 profile, sprop-parameter-sets)
 * @param feedback that may be used
 * @param extensions that may be used
 * @param mixedExtensions one-byte and two-byte header extensions may be mixed
 * @param reducedSize RTCP need not be compound
 * @param ssrc the sender's source as signalled, or {@link #UNKNOWN_SSRC}: then the first packet tells
 * @param rtxSsrc of its retransmissions, or {@link #UNKNOWN_SSRC}
 * @param msid the sender's stream and track
 * @param layers of a simulcast, as packets name them (RFC 8852), from the smallest picture to the largest; empty where there is one stream only
 */
public record NegotiatedMedia(
        MediaKind kind,
        String mid,
        String encoding,
        int clockRateHz,
        int channels,
        int payloadType,
        int rtxPayloadType,
        int redPayloadType,
        FormatParameters parameters,
        Feedback feedback,
        ExtensionIds extensions,
        boolean mixedExtensions,
        boolean reducedSize,
        long ssrc,
        long rtxSsrc,
        Optional<MsId> msid,
        List<String> layers) {

    /** One without redundancy. */
    public NegotiatedMedia(
            MediaKind kind,
            String mid,
            String encoding,
            int clockRateHz,
            int channels,
            int payloadType,
            int rtxPayloadType,
            FormatParameters parameters,
            Feedback feedback,
            ExtensionIds extensions,
            boolean mixedExtensions,
            boolean reducedSize,
            long ssrc,
            long rtxSsrc,
            Optional<MsId> msid,
            List<String> layers) {
        this(
                kind,
                mid,
                encoding,
                clockRateHz,
                channels,
                payloadType,
                rtxPayloadType,
                CodecOffer.NONE,
                parameters,
                feedback,
                extensions,
                mixedExtensions,
                reducedSize,
                ssrc,
                rtxSsrc,
                msid,
                layers);
    }

    /** SSRCs are 0 to 2^32 - 1. */
    public static final long UNKNOWN_SSRC = -1;

    public NegotiatedMedia {
        layers = List.copyOf(layers);
    }

    public boolean hasRtx() {
        return rtxPayloadType != CodecOffer.NONE;
    }

    /** The numbers that stand in packets. */
    public MediaProfile profile() {
        String writtenMid = extensions.has(HeaderExtensions.MID) ? mid : "";
        return new MediaProfile(payloadType, rtxPayloadType, redPayloadType, extensions, mixedExtensions, writtenMid);
    }
}
