package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * The SCTP port of data channels (<a href="https://www.rfc-editor.org/rfc/rfc8841#section-5">RFC 8841 section 5</a>): {@code a=sctp-port:5000}. Every browser
 * says 5000; 0 closes the association.
 */
public record SctpPort(int port) implements Attribute {
    static final int USUAL = 5_000;

    static @Nullable SctpPort parse(String value) {
        long port = SdpTokens.number(value, 0xffff);
        return port < 0 ? null : new SctpPort((int) port);
    }

    @Override
    public String attributeName() {
        return "sctp-port";
    }

    @Override
    public String attributeValue() {
        return Integer.toString(port);
    }
}
