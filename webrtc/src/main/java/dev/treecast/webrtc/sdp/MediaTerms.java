package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What we take of one offered section: a codec, the feedback and the header extensions that both ends have, made consistent.
 *
 * @param section the offered section
 * @param redPayloadType of packets with redundancy, or {@link CodecOffer#NONE}
 * @param extensions as our side writes them
 */
record MediaTerms(
        MediaOffer section, CodecOffer codec, int redPayloadType, Feedback feedback, List<ExtMap> extensions) {

    /**
     * @param uris the extensions we know a use for
     * @param sending true when we send the media, so that the peer has to be able to receive an extension
     */
    static MediaTerms narrow(MediaOffer section, CodecOffer codec, List<String> uris, boolean sending) {
        Feedback known = section.kind() == MediaKind.VIDEO ? Feedback.video() : Feedback.audio();
        Feedback feedback = codec.feedback().and(sending ? known.sent() : known);
        List<ExtMap> extensions = new ArrayList<>();
        boolean numbered = false;
        for (ExtMap offered : section.extensions()) {
            boolean flows = sending
                    ? offered.direction().receives()
                    : offered.direction().sends();
            boolean transportWide = isTransportWide(offered);
            if (!flows || !uris.contains(offered.uri()) || (transportWide && !feedback.transportWide())) {
                continue;
            }
            numbered |= transportWide;
            Direction direction = offered.direction() == Direction.SENDRECV
                    ? Direction.SENDRECV
                    : (sending ? Direction.SENDONLY : Direction.RECVONLY);
            extensions.add(new ExtMap(offered.id(), direction, offered.uri(), ""));
        }
        if (numbered) {
            // Both feed an estimate of the same path, and the numbers alone are enough: four bytes a packet saved.
            extensions.removeIf(line -> line.uri().equals(HeaderExtensions.ABS_SEND_TIME));
        } else {
            // Feedback about numbers that no packet carries is never sent.
            feedback = feedback.withoutTransportWide();
        }
        return new MediaTerms(section, codec, CodecOffer.NONE, feedback, List.copyOf(extensions));
    }

    /**
     * The same with redundancy, where it is offered for the codec. It takes the place of NACK: without RTX a repeat has to be the very same bytes, and
     * what a packet carries besides its own frame depends on what had come when it was first sent.
     */
    MediaTerms withRedundancy() {
        int red = section.redundancyOf(codec);
        return red == CodecOffer.NONE ? this : new MediaTerms(section, codec, red, feedback.withoutNack(), extensions);
    }

    private static boolean isTransportWide(ExtMap line) {
        return line.uri().equals(HeaderExtensions.TRANSPORT_WIDE_CC)
                || line.uri().equals(HeaderExtensions.TRANSPORT_WIDE_CC_02);
    }

    NegotiatedMedia media(FormatParameters parameters, long ssrc, long rtxSsrc, Optional<MsId> msid) {
        return media(parameters, ssrc, rtxSsrc, msid, List.of());
    }

    /** @param layers of a simulcast, from the smallest to the largest */
    NegotiatedMedia media(
            FormatParameters parameters, long ssrc, long rtxSsrc, Optional<MsId> msid, List<String> layers) {
        return new NegotiatedMedia(
                section.kind(),
                section.mid(),
                codec.encoding(),
                codec.clockRateHz(),
                codec.channels(),
                codec.payloadType(),
                codec.rtxPayloadType(),
                redPayloadType,
                parameters,
                feedback,
                ExtensionIds.of(extensions),
                section.mixedExtensions(),
                section.reducedSize(),
                ssrc,
                rtxSsrc,
                msid,
                layers);
    }
}
