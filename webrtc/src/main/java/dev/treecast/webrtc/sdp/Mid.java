package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/** A section's name (RFC 5888 section 4). */
public record Mid(String id) implements Attribute {
    /** It travels in every packet's header extension; browsers use one or two characters, RFC 9143 asks for three or less. */
    private static final int CHARS_MAX = 64;

    static @Nullable Mid parse(String value) {
        return SdpTokens.isToken(value) && value.length() <= CHARS_MAX ? new Mid(value) : null;
    }

    @Override
    public String attributeName() {
        return "mid";
    }

    @Override
    public String attributeValue() {
        return id;
    }
}
