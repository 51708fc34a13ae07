package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/** A payload type's parameters (RFC 8866 section 6.15): {@code a=fmtp:97 apt=96}. */
public record Fmtp(int payloadType, FormatParameters parameters) implements Attribute {

    static @Nullable Fmtp parse(String value) {
        int payloadType = (int) SdpTokens.number(SdpTokens.head(value), 127);
        return payloadType < 0 ? null : new Fmtp(payloadType, FormatParameters.parse(SdpTokens.tail(value)));
    }

    @Override
    public String attributeName() {
        return "fmtp";
    }

    @Override
    public String attributeValue() {
        return payloadType + " " + parameters.raw();
    }
}
