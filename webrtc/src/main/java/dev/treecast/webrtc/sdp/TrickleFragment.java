package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a PATCH: {@code application/trickle-ice-sdpfrag} (RFC 8840 section 9, RFC 9725 section 4.3). A fragment without credentials
 * we do not know yet brings candidates; one with new credentials asks for an ICE restart.
 *
 * @param attributes session-level lines
 * @param media the pseudo m= sections; what does not stand in one belongs to the whole session
 */
public record TrickleFragment(List<Attribute> attributes, List<MediaSection> media) implements AttributeHolder {
    /** The media type of such a body. */
    public static final String MEDIA_TYPE = "application/trickle-ice-sdpfrag";

    public TrickleFragment {
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
    }

    public static TrickleFragment parse(String text) throws SdpParseException {
        return parse(text, SdpLimits.defaults());
    }

    /** Lines that are neither attributes nor m= lines are passed over; some clients send a whole description. */
    public static TrickleFragment parse(String text, SdpLimits limits) throws SdpParseException {
        List<Attribute> session = new ArrayList<>();
        List<Attribute> current = session;
        List<MediaSection> media = new ArrayList<>();
        @Nullable MediaSection open = null;
        List<SdpLine> lines = SdpLine.split(text, limits);
        if (lines.isEmpty()) {
            throw new SdpParseException(0, "the fragment is empty");
        }
        for (SdpLine line : lines) {
            if (line.type() == 'a') {
                current.add(AttributeParser.parse(line, limits));
            } else if (line.type() == 'm') {
                if (open != null) {
                    media.add(open.with(List.of(), current));
                }
                open = MediaSection.parseLine(line.value(), limits);
                if (open == null || media.size() + 1 > limits.mediaSectionsMax()) {
                    throw new SdpParseException(
                            line.number(), open == null ? "the m= line does not parse" : "too many media sections");
                }
                current = new ArrayList<>();
            }
        }
        if (open != null) {
            media.add(open.with(List.of(), current));
        }
        TrickleFragment fragment = new TrickleFragment(session, media);
        fragment.requireWholeCredentials();
        return fragment;
    }

    private void requireWholeCredentials() throws SdpParseException {
        for (AttributeHolder holder : holders()) {
            if (holder.first(IceUfrag.class).isPresent()
                    != holder.first(IcePwd.class).isPresent()) {
                throw new SdpParseException(0, "a=ice-ufrag and a=ice-pwd belong together");
            }
        }
    }

    private List<AttributeHolder> holders() {
        List<AttributeHolder> holders = new ArrayList<>();
        holders.add(this);
        holders.addAll(media);
        return holders;
    }

    /**
     * The generation the candidates belong to: from the session level, else from the first section that has it (all are bundled).
     * Absent where a client leaves them out; then the current generation is meant.
     */
    public Optional<IceAttributes> credentials() {
        for (AttributeHolder holder : holders()) {
            Optional<IceUfrag> ufrag = holder.first(IceUfrag.class);
            if (ufrag.isPresent()) {
                return Optional.of(new IceAttributes(
                        ufrag.get().value(),
                        holder.first(IcePwd.class).orElseThrow().value()));
            }
        }
        return Optional.empty();
    }

    /** Every candidate, each once, as {@code candidate:} strings. */
    public List<String> candidates() {
        Set<String> candidates = new LinkedHashSet<>();
        for (AttributeHolder holder : holders()) {
            holder.all(Candidate.class).forEach(candidate -> candidates.add(candidate.line()));
        }
        return List.copyOf(candidates);
    }

    /** True when no candidate will follow in this generation. */
    public boolean endOfCandidates() {
        return holders().stream().anyMatch(holder -> holder.has(Flag.END_OF_CANDIDATES));
    }

    public boolean iceLite() {
        return has(Flag.ICE_LITE);
    }

    /** Of the session and its sections. */
    public boolean trickle() {
        return holders().stream()
                .flatMap(holder -> holder.all(IceOptions.class).stream())
                .anyMatch(IceOptions::trickle);
    }

    /**
     * The answer to a restart: our new credentials and candidates, in one section of the bundle (RFC 9725 section 4.3.3).
     *
     * @param mid of the section whose transport counts; empty where there is none
     * @param kind of that section
     */
    public static TrickleFragment restart(LocalTransport local, MediaKind kind, String mid) {
        List<Attribute> lines = new ArrayList<>();
        if (!mid.isEmpty()) {
            lines.add(new Mid(mid));
        }
        lines.add(new IceUfrag(local.iceUfrag()));
        lines.add(new IcePwd(local.icePwd()));
        lines.addAll(local.candidateAttributes());
        List<Attribute> session = new ArrayList<>();
        session.add(Flag.ICE_LITE);
        session.add(new IceOptions(List.of(IceOptions.TRICKLE, "ice2")));
        if (!mid.isEmpty()) {
            session.add(new Group(Group.BUNDLE, List.of(mid)));
        }
        return new TrickleFragment(session, List.of(pseudoSection(kind, lines)));
    }

    /** A client's fragment: candidates of a generation it names. */
    public static TrickleFragment candidates(
            IceAttributes credentials, MediaKind kind, String mid, List<String> candidates, boolean last) {
        List<Attribute> lines = new ArrayList<>();
        lines.add(new Mid(mid));
        candidates.forEach(candidate -> lines.add(new Candidate(candidate)));
        if (last) {
            lines.add(Flag.END_OF_CANDIDATES);
        }
        return new TrickleFragment(
                List.of(new IceUfrag(credentials.ufrag()), new IcePwd(credentials.pwd())),
                List.of(pseudoSection(kind, lines)));
    }

    /** RFC 8840 section 9: the m= line is only there for its attributes; its protocol and format say nothing. */
    private static MediaSection pseudoSection(MediaKind kind, List<Attribute> lines) {
        String name = kind == MediaKind.AUDIO ? "audio" : "video";
        return new MediaSection(name, AnswerWriter.DISCARD_PORT, "UDP/TLS/RTP/SAVPF", List.of("0"), List.of(), lines);
    }

    /** The text, CRLF after each line. */
    public String write() {
        StringBuilder out = new StringBuilder(512);
        attributes.forEach(attribute -> attribute.writeTo(out));
        media.forEach(section -> section.writeTo(out));
        return out.toString();
    }
}
