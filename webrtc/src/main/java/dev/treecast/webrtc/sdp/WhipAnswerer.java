package dev.treecast.webrtc.sdp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers a publisher's offer (RFC 9725): one video and one audio section are received, all others rejected. Per section 4.4.3 there is no
 * half success: a section that we ought to take but cannot read refuses the whole offer.
 *
 * <p>A simulcast is taken with all its layers ({@link SimulcastLayers}); of sources that are grouped in the old way (SIM) only the first.
 */
public final class WhipAnswerer {
    private WhipAnswerer() {}

    /**
     * @param dataChannels whether offered data channels are taken
     * @throws NegotiationException with a sentence for the streamer
     */
    public static Answer answer(Offer offer, LocalTransport local, PublishPolicy policy, boolean dataChannels)
            throws NegotiationException {
        Optional<MediaOffer> audioOffer = offer.firstLive(MediaKind.AUDIO, Direction::sends);
        Optional<MediaOffer> videoOffer = offer.firstLive(MediaKind.VIDEO, Direction::sends);
        if (audioOffer.isEmpty() && videoOffer.isEmpty()) {
            throw NegotiationException.noMedia("This offer has no audio or video to publish.");
        }
        AnswerWriter writer = new AnswerWriter(offer, local);
        Optional<NegotiatedMedia> audio = Optional.empty();
        if (audioOffer.isPresent()) {
            CodecOffer codec = codec(audioOffer.get(), List.of("opus"));
            if (codec == null) {
                throw NegotiationException.noCodec("This offer has no Opus audio.");
            }
            audio = Optional.of(receive(writer, audioOffer.get(), codec, policy));
        }
        Optional<NegotiatedMedia> video = Optional.empty();
        if (videoOffer.isPresent()) {
            CodecOffer codec = codec(videoOffer.get(), policy.videoEncodings());
            if (codec == null) {
                throw NegotiationException.noCodec(
                        "This offer has no " + SdpTokens.alternatives(policy.videoEncodings()) + " video.");
            }
            video = Optional.of(receive(writer, videoOffer.get(), codec, policy));
        }
        Optional<NegotiatedData> data = writer.data(dataChannels);
        RemoteTransport peer = writer.peer();
        boolean dtlsClient = AnswerWriter.answerTo(peer.setup()) == Setup.ACTIVE;
        return new Answer(writer.write(), new NegotiatedSession(dtlsClient, peer, audio, video, data));
    }

    private static NegotiatedMedia receive(
            AnswerWriter writer, MediaOffer section, CodecOffer codec, PublishPolicy policy) {
        MediaTerms terms = MediaTerms.narrow(section, codec, extensions(codec, policy), false);
        List<Rid> layers = SimulcastLayers.accepted(terms);
        writer.accept(terms, Direction.RECVONLY, AnswerFormat.of(codec, false), SimulcastLayers.answer(layers, codec));
        List<Long> ssrcs = section.ssrcs();
        // Which layer a source is of, its packets say; OBS names the largest one's.
        boolean known = layers.isEmpty() && !ssrcs.isEmpty();
        long ssrc = known ? ssrcs.getFirst() : NegotiatedMedia.UNKNOWN_SSRC;
        return terms.media(
                codec.parameters(), ssrc, section.rtxSsrcOf(ssrc), section.msid(), SimulcastLayers.bySize(layers));
    }

    /** Browsers that send a dependency descriptor leave out of VP8's own what its viewers go by: picture ids and layers. */
    private static List<String> extensions(CodecOffer codec, PublishPolicy policy) {
        return codec.is("VP9") || codec.is("AV1")
                ? policy.extensionUris()
                : policy.extensionUris().stream()
                        .filter(uri -> !uri.equals(HeaderExtensions.DEPENDENCY_DESCRIPTOR))
                        .toList();
    }

    /** The publisher's favourite among the encodings; of H.264 the favourite that may split a picture over packets. */
    private static @Nullable CodecOffer codec(MediaOffer section, List<String> encodings) {
        CodecOffer favourite = null;
        for (CodecOffer codec : section.codecs()) {
            boolean wanted = encodings.stream().anyMatch(codec::is);
            if (wanted && favourite == null) {
                favourite = codec;
            }
            if (favourite != null && !favourite.is("H264")) {
                return favourite;
            }
            if (favourite != null && codec.is("H264") && codec.parameters().number("packetization-mode", 0) == 1) {
                return codec;
            }
        }
        return favourite;
    }
}
