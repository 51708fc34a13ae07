package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A header extension's number (RFC 8285 section 5): {@code a=extmap:6/recvonly urn:…}.
 *
 * @param id 1 to 255 on the wire; an offer may hold 4096 and up as "not assigned yet"
 * @param direction who may send it, seen from the writer; {@link Direction#SENDRECV} where the line has none
 * @param parameters extension attributes after the URI, mostly empty
 */
public record ExtMap(int id, Direction direction, String uri, String parameters) implements Attribute {

    public ExtMap(int id, String uri) {
        this(id, Direction.SENDRECV, uri, "");
    }

    static @Nullable ExtMap parse(String value) {
        String head = SdpTokens.head(value);
        String tail = SdpTokens.tail(value);
        String uri = SdpTokens.head(tail);
        int slash = head.indexOf('/');
        int id = (int) SdpTokens.number(slash < 0 ? head : head.substring(0, slash), 4351);
        Direction direction = slash < 0 ? Direction.SENDRECV : Direction.parse(head.substring(slash + 1));
        if (id < 1 || direction == null || uri.isEmpty()) {
            return null;
        }
        return new ExtMap(id, direction, uri, SdpTokens.tail(tail));
    }

    @Override
    public String attributeName() {
        return "extmap";
    }

    @Override
    public String attributeValue() {
        String way = direction == Direction.SENDRECV ? "" : "/" + direction.attributeName();
        return id + way + " " + uri + (parameters.isEmpty() ? "" : " " + parameters);
    }
}
