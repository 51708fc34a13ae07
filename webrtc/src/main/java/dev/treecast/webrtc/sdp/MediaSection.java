package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An m= line and what follows it (RFC 8866 section 5.14).
 *
 * @param kind {@code "audio"}, {@code "video"}, {@code "application"} or whatever else came
 * @param port 0 means rejected, unless the section is bundle-only
 * @param protocol e.g. {@code "UDP/TLS/RTP/SAVPF"}
 * @param formats payload types in order of preference, as text
 * @param otherLines lines that are no attributes ({@code c=}, {@code b=}, {@code i=}), as they came
 */
public record MediaSection(
        String kind,
        int port,
        String protocol,
        List<String> formats,
        List<String> otherLines,
        List<Attribute> attributes)
        implements AttributeHolder {

    public MediaSection {
        formats = List.copyOf(formats);
        otherLines = List.copyOf(otherLines);
        attributes = List.copyOf(attributes);
    }

    /** An m= line alone; null when it does not parse. */
    static @Nullable MediaSection parseLine(String value, SdpLimits limits) {
        List<String> fields = SdpTokens.split(value, ' ');
        if (fields.size() < 4 || fields.size() > limits.formatsMax() + 3) {
            return null;
        }
        String portText = fields.get(1);
        int slash = portText.indexOf('/');
        int port = (int) SdpTokens.number(slash < 0 ? portText : portText.substring(0, slash), 65_535);
        MediaSection section = new MediaSection(
                fields.get(0), port, fields.get(2), fields.subList(3, fields.size()), List.of(), List.of());
        return port < 0 || (section.isRtp() && section.payloadTypes().size() != section.formats.size())
                ? null
                : section;
    }

    MediaSection with(List<String> lines, List<Attribute> newAttributes) {
        return new MediaSection(kind, port, protocol, formats, lines, newAttributes);
    }

    /** True when the formats are RTP payload types. */
    public boolean isRtp() {
        return protocol.contains("RTP/");
    }

    /** The formats that are payload types, 0 to 127, in order of preference. */
    public List<Integer> payloadTypes() {
        List<Integer> payloadTypes = new ArrayList<>();
        for (String format : formats) {
            int payloadType = (int) SdpTokens.number(format, 127);
            if (payloadType >= 0) {
                payloadTypes.add(payloadType);
            }
        }
        return payloadTypes;
    }

    /** RFC 9429 section 5.3.1, RFC 9143 section 6. */
    public boolean rejected() {
        return port == 0 && !has(Flag.BUNDLE_ONLY);
    }

    void writeTo(StringBuilder out) {
        String formatText = String.join(" ", formats);
        SdpTokens.requireOneLine(kind + protocol + formatText);
        out.append("m=").append(kind).append(' ').append(port).append(' ').append(protocol);
        out.append(' ').append(formatText).append("\r\n");
        for (String line : otherLines) {
            SdpTokens.requireOneLine(line);
            out.append(line).append("\r\n");
        }
        for (Attribute attribute : attributes) {
            attribute.writeTo(out);
        }
    }
}
