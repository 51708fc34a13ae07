package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * The longest message that the writer takes over a data channel (<a href="https://www.rfc-editor.org/rfc/rfc8841#section-6">RFC 8841 section 6</a>):
 * {@code a=max-message-size:262144}, bytes; 0 is any length.
 */
public record MaxMessageSize(long bytes) implements Attribute {
    /** What holds where the attribute is missing. */
    static final long UNSAID = 65_536;

    static @Nullable MaxMessageSize parse(String value) {
        long bytes = SdpTokens.number(value, Long.MAX_VALUE);
        return bytes < 0 ? null : new MaxMessageSize(bytes);
    }

    @Override
    public String attributeName() {
        return "max-message-size";
    }

    @Override
    public String attributeValue() {
        return Long.toString(bytes);
    }
}
