package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/** The ICE user name fragment (RFC 8839 section 5.4): 4 to 256 characters. */
public record IceUfrag(String value) implements Attribute {

    static @Nullable IceUfrag parse(String value) {
        return SdpTokens.isToken(value) && value.length() >= 4 && value.length() <= 256 ? new IceUfrag(value) : null;
    }

    @Override
    public String attributeName() {
        return "ice-ufrag";
    }

    @Override
    public String attributeValue() {
        return value;
    }
}
