package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A layer's name (RFC 8851): {@code a=rid:q send max-width=320}.
 *
 * @param direction {@link Direction#SENDONLY} for "send", {@link Direction#RECVONLY} for "recv"
 * @param restrictions as they came; may be empty
 */
public record Rid(String id, Direction direction, String restrictions) implements Attribute {

    static @Nullable Rid parse(String value) {
        String id = SdpTokens.head(value);
        String tail = SdpTokens.tail(value);
        String way = SdpTokens.head(tail);
        if (!isId(id) || !(way.equals("send") || way.equals("recv"))) {
            return null;
        }
        return new Rid(id, way.equals("send") ? Direction.SENDONLY : Direction.RECVONLY, SdpTokens.tail(tail));
    }

    /** Letters, digits, "-" and "_" (RFC 8851 section 10); at most what fits a header extension element (RFC 8285 section 4.3). */
    static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= 255
                && text.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || c == '-'
                                || c == '_');
    }

    /** The value of a restriction; empty where it is not restricted so. */
    String restriction(String name) {
        for (String each : SdpTokens.split(restrictions, ';')) {
            String[] parts = each.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals(name)) {
                return parts[1];
            }
        }
        return "";
    }

    /** The same as a number, or -1. */
    long number(String name) {
        return SdpTokens.number(restriction(name), Integer.MAX_VALUE);
    }

    @Override
    public String attributeName() {
        return "rid";
    }

    @Override
    public String attributeValue() {
        return id
                + (direction == Direction.SENDONLY ? " send" : " recv")
                + (restrictions.isEmpty() ? "" : " " + restrictions);
    }
}
