package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * Something about one source (RFC 5576 section 4.1): {@code a=ssrc:1743746711 cname:6Pj+mqSGIY2T2N3Y}.
 *
 * @param ssrc 0 to 2^32 - 1
 * @param attribute e.g. {@code "cname"}
 * @param value may be empty
 */
public record SsrcAttribute(long ssrc, String attribute, String value) implements Attribute {

    static @Nullable SsrcAttribute parse(String text) {
        long ssrc = SdpTokens.number(SdpTokens.head(text), 0xffff_ffffL);
        String tail = SdpTokens.tail(text);
        int colon = tail.indexOf(':');
        String attribute = colon < 0 ? tail : tail.substring(0, colon);
        if (ssrc < 0 || !SdpTokens.isToken(attribute)) {
            return null;
        }
        return new SsrcAttribute(ssrc, attribute, colon < 0 ? "" : tail.substring(colon + 1));
    }

    @Override
    public String attributeName() {
        return "ssrc";
    }

    @Override
    public String attributeValue() {
        return ssrc + " " + attribute + (value.isEmpty() ? "" : ":" + value);
    }
}
