package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An SDP text (RFC 8866): what stands before the first m= line, and the media sections. Immutable.
 *
 * @param origin the o= line's value
 * @param name the s= line's value
 * @param otherLines session lines that are no attributes ({@code t=}, {@code c=}, {@code b=}), as they came
 */
public record SessionDescription(
        String origin, String name, List<String> otherLines, List<Attribute> attributes, List<MediaSection> media)
        implements AttributeHolder {

    public SessionDescription {
        otherLines = List.copyOf(otherLines);
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
    }

    public static SessionDescription parse(String text) throws SdpParseException {
        return parse(text, SdpLimits.defaults());
    }

    /** Unknown lines and attributes are kept; CRLF and bare LF both end a line. */
    public static SessionDescription parse(String text, SdpLimits limits) throws SdpParseException {
        List<SdpLine> lines = SdpLine.split(text, limits);
        if (lines.isEmpty()
                || lines.getFirst().type() != 'v'
                || !lines.getFirst().value().strip().equals("0")) {
            throw new SdpParseException(lines.isEmpty() ? 0 : lines.getFirst().number(), "it does not begin with v=0");
        }
        Collector collector = new Collector(limits);
        for (SdpLine line : lines.subList(1, lines.size())) {
            collector.take(line);
        }
        return collector.finish();
    }

    /** The text, CRLF after each line. */
    public String write() {
        StringBuilder out = new StringBuilder(2_048);
        SdpTokens.requireOneLine(origin + name);
        out.append("v=0\r\no=").append(origin).append("\r\ns=").append(name).append("\r\n");
        for (String line : otherLines) {
            SdpTokens.requireOneLine(line);
            out.append(line).append("\r\n");
        }
        for (Attribute attribute : attributes) {
            attribute.writeTo(out);
        }
        for (MediaSection section : media) {
            section.writeTo(out);
        }
        return out.toString();
    }

    /** Gathers lines into the session and then into one section after the other. */
    private static final class Collector {
        private final SdpLimits limits;
        private final List<MediaSection> media = new ArrayList<>();
        private String origin = "- 0 0 IN IP4 0.0.0.0";
        private String name = "-";
        private List<String> lines = new ArrayList<>();
        private List<Attribute> attributes = new ArrayList<>();
        private List<String> sessionLines = lines;
        private List<Attribute> sessionAttributes = attributes;
        private @Nullable MediaSection open;

        Collector(SdpLimits limits) {
            this.limits = limits;
        }

        void take(SdpLine line) throws SdpParseException {
            switch (line.type()) {
                case 'a' -> attributes.add(AttributeParser.parse(line, limits));
                case 'm' -> openSection(line);
                default -> {
                    if (open == null && line.type() == 'o') {
                        origin = line.value();
                    } else if (open == null && line.type() == 's') {
                        name = line.value();
                    } else {
                        lines.add(line.type() + "=" + line.value());
                    }
                }
            }
        }

        private void openSection(SdpLine line) throws SdpParseException {
            closeSection();
            if (media.size() == limits.mediaSectionsMax()) {
                throw new SdpParseException(
                        line.number(), "more than " + limits.mediaSectionsMax() + " media sections");
            }
            open = MediaSection.parseLine(line.value(), limits);
            if (open == null) {
                throw new SdpParseException(line.number(), "the m= line does not parse");
            }
            lines = new ArrayList<>();
            attributes = new ArrayList<>();
        }

        private void closeSection() {
            if (open == null) {
                sessionLines = lines;
                sessionAttributes = attributes;
            } else {
                media.add(open.with(lines, attributes));
            }
        }

        SessionDescription finish() {
            closeSection();
            return new SessionDescription(origin, name, sessionLines, sessionAttributes, media);
        }
    }
}
