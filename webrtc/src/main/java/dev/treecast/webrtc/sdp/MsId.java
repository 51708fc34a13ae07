package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * Which MediaStream and track a section carries (RFC 8830).
 *
 * @param stream {@code "-"} for no stream
 * @param track may be empty
 */
public record MsId(String stream, String track) implements Attribute {

    static @Nullable MsId parse(String value) {
        String stream = SdpTokens.head(value);
        return stream.isEmpty() ? null : new MsId(stream, SdpTokens.tail(value));
    }

    @Override
    public String attributeName() {
        return "msid";
    }

    @Override
    public String attributeValue() {
        return track.isEmpty() ? stream : stream + " " + track;
    }
}
