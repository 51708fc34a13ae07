package dev.treecast.webrtc.sdp;

import java.util.List;

/** What an ICE agent can do (RFC 8839 section 5.6), e.g. {@code trickle}, {@code ice2}. */
public record IceOptions(List<String> options) implements Attribute {
    public static final String TRICKLE = "trickle";

    public IceOptions {
        options = List.copyOf(options);
    }

    /** Parts at blanks, as the RFC says, and at commas, as libdatachannel (OBS) writes. */
    static IceOptions parse(String value) {
        return new IceOptions(SdpTokens.split(value.replace(',', ' '), ' '));
    }

    public boolean trickle() {
        return options.contains(TRICKLE);
    }

    @Override
    public String attributeName() {
        return "ice-options";
    }

    @Override
    public String attributeValue() {
        return String.join(" ", options);
    }
}
