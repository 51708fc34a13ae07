package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts an ICE-lite server's answer together (RFC 9429 section 5.3): every section is accepted, made inactive or rejected, and the text
 * has them in the offer's order.
 */
final class AnswerWriter {
    /** Nothing is sent to the addresses in c= and m= lines; candidates have the real ones (RFC 8840 section 4.1.1). */
    static final String NO_ADDRESS = "c=IN IP4 0.0.0.0";

    static final int DISCARD_PORT = 9;

    private final Offer offer;
    private final LocalTransport local;
    private final Map<Integer, MediaSection> accepted = new HashMap<>();

    AnswerWriter(Offer offer, LocalTransport local) {
        this.offer = offer;
        this.local = local;
    }

    /** Takes a section; {@code more} are lines about what we send. */
    void accept(MediaTerms terms, Direction direction, FormatParameters parameters, List<Attribute> more) {
        CodecOffer codec = terms.codec();
        MediaOffer section = terms.section();
        List<String> formats = new ArrayList<>();
        formats.add(Integer.toString(codec.payloadType()));
        List<Attribute> lines = new ArrayList<>(terms.extensions());
        lines.add(direction);
        lines.add(Flag.RTCP_MUX);
        if (section.reducedSize()) {
            lines.add(Flag.RTCP_RSIZE);
        }
        lines.add(new RtpMap(codec.payloadType(), codec.encoding(), codec.clockRateHz(), codec.channels()));
        lines.addAll(terms.feedback().lines(codec.payloadType()));
        if (!parameters.isEmpty()) {
            lines.add(new Fmtp(codec.payloadType(), parameters));
        }
        if (codec.rtxPayloadType() != CodecOffer.NONE) {
            formats.add(Integer.toString(codec.rtxPayloadType()));
            lines.add(new RtpMap(codec.rtxPayloadType(), "rtx", codec.clockRateHz(), 1));
            lines.add(new Fmtp(codec.rtxPayloadType(), FormatParameters.parse("apt=" + codec.payloadType())));
        }
        if (terms.redPayloadType() != CodecOffer.NONE) {
            formats.add(Integer.toString(terms.redPayloadType()));
            lines.add(new RtpMap(terms.redPayloadType(), "red", codec.clockRateHz(), codec.channels()));
            lines.add(new Fmtp(
                    terms.redPayloadType(), FormatParameters.parse(codec.payloadType() + "/" + codec.payloadType())));
        }
        lines.addAll(more);
        accepted.put(section.index(), answered(section, DISCARD_PORT, formats, lines));
    }

    /** Keeps a section in the bundle without media, where it has a codec to name. */
    void inactive(MediaOffer section) {
        if (section.isMedia() && section.live() && !section.codecs().isEmpty()) {
            CodecOffer codec = section.codecs().getFirst();
            accept(
                    MediaTerms.narrow(section, codec, List.of(HeaderExtensions.MID), true),
                    Direction.INACTIVE,
                    AnswerFormat.of(codec, true),
                    List.of());
        }
    }

    /** Takes the data channels that are offered, where they are and we want them. */
    Optional<NegotiatedData> data(boolean wanted) {
        Optional<MediaOffer> offered = offer.firstLive(MediaKind.DATA, unused -> true)
                .filter(section -> wanted && NegotiatedData.understood(section.section()));
        offered.ifPresent(section -> accepted.put(
                section.index(),
                answered(section, DISCARD_PORT, List.of(NegotiatedData.FORMAT), NegotiatedData.ownLines())));
        return offered.map(section -> NegotiatedData.of(section.section()));
    }

    private static MediaSection answered(MediaOffer section, int port, List<String> formats, List<Attribute> lines) {
        List<Attribute> attributes = new ArrayList<>();
        if (!section.mid().isEmpty()) {
            attributes.add(new Mid(section.mid()));
        }
        attributes.addAll(lines);
        return new MediaSection(
                section.section().kind(), port, section.section().protocol(), formats, List.of(NO_ADDRESS), attributes);
    }

    /** The section whose transport the offerer's side counts with; asked once all sections are decided. */
    RemoteTransport peer() throws NegotiationException {
        MediaOffer tagged = Offer.tagged(offer.bundle(), section -> accepted.containsKey(section.index()));
        return tagged.transport()
                .orElseThrow(() -> NegotiationException.unusable("The first media section that can be used (a=mid:"
                        + tagged.mid() + ") has no ICE credentials and fingerprint."));
    }

    /** The DTLS role that fits the offered one (RFC 8842 section 5.3): the offerer calls wherever it can. */
    static Setup answerTo(Setup offered) {
        return offered == Setup.PASSIVE ? Setup.ACTIVE : Setup.PASSIVE;
    }

    String write() throws NegotiationException {
        MediaOffer tagged = Offer.tagged(offer.bundle(), section -> accepted.containsKey(section.index()));
        RemoteTransport peer = peer();
        List<MediaSection> sections = new ArrayList<>();
        for (MediaOffer section : offer.media()) {
            MediaSection answer = accepted.get(section.index());
            sections.add(
                    answer == null
                            ? rejected(section)
                            : withTransport(answer, answerTo(peer.setup()), section.index() == tagged.index()));
        }
        List<Attribute> session = new ArrayList<>();
        if (offer.bundled()) {
            session.add(new Group(
                    Group.BUNDLE,
                    offer.bundle().stream()
                            .filter(section -> accepted.containsKey(section.index()))
                            .map(MediaOffer::mid)
                            .toList()));
        }
        if (offer.description().has(Flag.EXTMAP_ALLOW_MIXED)) {
            session.add(Flag.EXTMAP_ALLOW_MIXED);
        }
        session.add(Flag.ICE_LITE);
        session.add(new IceOptions(peer.trickle() ? List.of(IceOptions.TRICKLE, "ice2") : List.of("ice2")));
        return new SessionDescription(local.origin(), "-", List.of("t=0 0"), session, sections).write();
    }

    /** Port 0, and one format for the grammar's sake (RFC 3264 section 6). */
    private static MediaSection rejected(MediaOffer section) {
        return answered(section, 0, List.of(section.section().formats().getFirst()), List.of(Direction.INACTIVE));
    }

    /** Every section repeats the transport, since not every client looks at the tagged one; candidates stand only there. */
    private MediaSection withTransport(MediaSection answer, Setup setup, boolean tagged) {
        List<Attribute> attributes = new ArrayList<>();
        if (tagged) {
            attributes.addAll(local.candidateAttributes());
        }
        attributes.addAll(local.attributes(setup));
        attributes.addAll(answer.attributes());
        if (!offer.description().has(Flag.EXTMAP_ALLOW_MIXED) && mixes(answer)) {
            attributes.add(Flag.EXTMAP_ALLOW_MIXED);
        }
        return answer.with(answer.otherLines(), attributes);
    }

    private boolean mixes(MediaSection answer) {
        String mid = answer.first(Mid.class).map(Mid::id).orElse("");
        return offer.media().stream()
                .anyMatch(section -> section.live() && section.mid().equals(mid) && section.mixedExtensions());
    }
}
