package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/** The ICE password (RFC 8839 section 5.4): 22 to 256 characters. */
public record IcePwd(String value) implements Attribute {

    static @Nullable IcePwd parse(String value) {
        return SdpTokens.isToken(value) && value.length() >= 22 && value.length() <= 256 ? new IcePwd(value) : null;
    }

    @Override
    public String attributeName() {
        return "ice-pwd";
    }

    @Override
    public String attributeValue() {
        return value;
    }

    /** Without the password: descriptions end up in logs. */
    @Override
    public String toString() {
        return "IcePwd[…]";
    }
}
