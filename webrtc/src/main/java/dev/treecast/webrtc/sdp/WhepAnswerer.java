package dev.treecast.webrtc.sdp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers a viewer's offer (draft-ietf-wish-whep): one audio and one video section are sent as the stream is, whatever the viewer's
 * order of preference. A section the stream has nothing for stays in the bundle, inactive: rejecting the first section of a bundle is what
 * clients handle least alike. Surplus sections are rejected with port 0. Whoever offers nothing but data channels wants nothing but
 * interaction.
 */
public final class WhepAnswerer {
    /**
     * playout-delay is ours to write; the others pass on what the publisher sent. Absolute send times and mid would be for a peer that numbers nothing and
     * does not know our sources: unused, they cost bytes in every packet.
     */
    private static final List<String> EXTENSIONS = List.of(
            HeaderExtensions.ABS_CAPTURE_TIME,
            HeaderExtensions.PLAYOUT_DELAY,
            HeaderExtensions.AUDIO_LEVEL,
            HeaderExtensions.VIDEO_ORIENTATION);

    /** With layers to choose from. Sound is not numbered: it is sent whatever the path carries. */
    private static final List<String> LAYERED_VIDEO_EXTENSIONS = Stream.concat(
                    EXTENSIONS.stream(), Stream.of(HeaderExtensions.TRANSPORT_WIDE_CC))
            .toList();

    private WhepAnswerer() {}

    /**
     * @param dataChannels whether offered data channels are taken
     * @throws NegotiationException with a sentence for the viewer; reason NO_CODEC when no offered payload type decodes the stream
     */
    public static Answer answer(Offer offer, LocalTransport local, OutgoingStream stream, boolean dataChannels)
            throws NegotiationException {
        AnswerWriter writer = new AnswerWriter(offer, local);
        Optional<NegotiatedMedia> audio = send(writer, offer, stream, MediaKind.AUDIO);
        Optional<NegotiatedMedia> video = send(writer, offer, stream, MediaKind.VIDEO);
        Optional<NegotiatedData> data = writer.data(dataChannels);
        if (audio.isEmpty() && video.isEmpty() && !(data.isPresent() && offer.isDataOnly())) {
            throw NegotiationException.noMedia(nothingToSend(offer, stream));
        }
        RemoteTransport peer = writer.peer();
        boolean dtlsClient = AnswerWriter.answerTo(peer.setup()) == Setup.ACTIVE;
        return new Answer(writer.write(), new NegotiatedSession(dtlsClient, peer, audio, video, data));
    }

    private static Optional<NegotiatedMedia> send(
            AnswerWriter writer, Offer offer, OutgoingStream stream, MediaKind kind) throws NegotiationException {
        @Nullable
        MediaOffer section = offer.firstLive(kind, Direction::receives).orElse(null);
        if (section == null) {
            offer.firstLive(kind, unused -> true).ifPresent(writer::inactive);
            return Optional.empty();
        }
        @Nullable OutgoingTrack track = (kind == MediaKind.AUDIO ? stream.audio() : stream.video()).orElse(null);
        if (track == null) {
            writer.inactive(section);
            return Optional.empty();
        }
        CodecOffer codec = CodecMatch.find(track, section.codecs());
        if (codec == null) {
            throw NegotiationException.noCodec(CodecMatch.mismatch(track, section, kind == MediaKind.AUDIO));
        }
        boolean numbered = kind == MediaKind.VIDEO && stream.layered();
        MediaTerms narrowed = MediaTerms.narrow(section, codec, numbered ? LAYERED_VIDEO_EXTENSIONS : EXTENSIONS, true);
        MediaTerms terms = track.redundant() ? narrowed.withRedundancy() : narrowed;
        boolean rtx = codec.rtxPayloadType() != CodecOffer.NONE && track.rtxSsrc() != NegotiatedMedia.UNKNOWN_SSRC;
        writer.accept(terms, Direction.SENDONLY, AnswerFormat.of(codec, true), stream.sourceLines(kind, track, rtx));
        return Optional.of(terms.media(
                track.parameters(),
                track.ssrc(),
                rtx ? track.rtxSsrc() : NegotiatedMedia.UNKNOWN_SSRC,
                Optional.of(stream.msid(kind))));
    }

    private static String nothingToSend(Offer offer, OutgoingStream stream) {
        boolean audio = offer.firstLive(MediaKind.AUDIO, Direction::receives).isPresent();
        boolean video = offer.firstLive(MediaKind.VIDEO, Direction::receives).isPresent();
        if (!audio && !video) {
            return "This offer has no audio or video section that receives.";
        }
        return stream.video().isPresent()
                ? "This stream has video only and your player asks for audio only."
                : "This stream has audio only and your player asks for video only.";
    }
}
