package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a server's answer to an offer of {@link ClientOffers} (RFC 9429 section 5.11). */
public final class AnswerReader {
    private AnswerReader() {}

    /** @throws NegotiationException when the answer does not fit the offer */
    public static NegotiatedSession read(SessionDescription offer, SessionDescription answer)
            throws NegotiationException {
        if (offer.media().size() != answer.media().size()) {
            throw NegotiationException.unusable(
                    "The answer has " + answer.media().size() + " media sections and the offer "
                            + offer.media().size() + ".");
        }
        List<MediaOffer> live = new ArrayList<>();
        Optional<NegotiatedMedia> audio = Optional.empty();
        Optional<NegotiatedMedia> video = Optional.empty();
        Optional<NegotiatedData> data = Optional.empty();
        for (int i = 0; i < offer.media().size(); i++) {
            MediaOffer ours = SectionReader.read(offer, i);
            MediaOffer theirs = SectionReader.read(answer, i);
            if (ours.kind() != theirs.kind() || !(ours.mid().equals(theirs.mid()) || !theirs.live())) {
                throw NegotiationException.unusable("Media section " + (i + 1) + " of the answer is not the offer's.");
            }
            if (!theirs.live()) {
                continue;
            }
            live.add(theirs);
            if (ours.kind() == MediaKind.DATA) {
                data = Optional.of(NegotiatedData.of(theirs.section()));
                continue;
            }
            Optional<NegotiatedMedia> media = media(ours, theirs);
            if (ours.kind() == MediaKind.AUDIO) {
                audio = media;
            } else if (ours.kind() == MediaKind.VIDEO) {
                video = media;
            }
        }
        RemoteTransport peer = peer(answer, live);
        if (peer.setup() != Setup.ACTIVE && peer.setup() != Setup.PASSIVE) {
            throw NegotiationException.unusable("The answer does not choose a DTLS role (a=setup).");
        }
        return new NegotiatedSession(peer.setup() == Setup.PASSIVE, peer, audio, video, data);
    }

    private static RemoteTransport peer(SessionDescription answer, List<MediaOffer> live) throws NegotiationException {
        Optional<String> tag = answer.all(Group.class).stream()
                .filter(group -> group.semantics().equals(Group.BUNDLE))
                .flatMap(group -> group.mids().stream())
                .findFirst();
        MediaOffer tagged =
                Offer.tagged(live, section -> tag.isEmpty() || section.mid().equals(tag.get()));
        return tagged.transport()
                .orElseThrow(() -> NegotiationException.unusable(
                        "The answer has no ICE credentials or no certificate fingerprint."));
    }

    private static Optional<NegotiatedMedia> media(MediaOffer ours, MediaOffer theirs) throws NegotiationException {
        boolean sending = ours.direction().sends() && theirs.direction().receives();
        boolean receiving = ours.direction().receives() && theirs.direction().sends();
        if (!ours.isMedia() || !(sending || receiving)) {
            return Optional.empty();
        }
        if (theirs.codecs().isEmpty()) {
            throw NegotiationException.noCodec(
                    "The answer names no codec for " + ours.section().kind() + ".");
        }
        CodecOffer chosen = theirs.codecs().getFirst();
        CodecOffer offered = ours.codecs().stream()
                .filter(codec -> codec.payloadType() == chosen.payloadType() && codec.is(chosen.encoding()))
                .findFirst()
                .orElseThrow(() -> NegotiationException.noCodec(
                        "The answer chose payload type " + chosen.payloadType() + ", which was not offered."));
        MediaTerms terms = MediaTerms.narrow(
                theirs, chosen, ours.extensions().stream().map(ExtMap::uri).toList(), sending);
        MediaOffer sender = sending ? ours : theirs;
        List<Long> ssrcs = sender.ssrcs();
        long ssrc = ssrcs.isEmpty() ? NegotiatedMedia.UNKNOWN_SSRC : ssrcs.getFirst();
        FormatParameters parameters = sending ? offered.parameters() : chosen.parameters();
        List<String> layers = SimulcastLayers.bySize(sending ? SimulcastLayers.taken(ours, theirs) : List.of());
        return Optional.of(terms.media(parameters, ssrc, sender.rtxSsrcOf(ssrc), sender.msid(), layers));
    }
}
