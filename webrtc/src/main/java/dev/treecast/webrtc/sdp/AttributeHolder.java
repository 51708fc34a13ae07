package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A session or a media section: something that has {@code a=} lines. */
public interface AttributeHolder {

    /** In the order they came. */
    List<Attribute> attributes();

    /** Every attribute of that type, in order. */
    default <T extends Attribute> List<T> all(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Attribute attribute : attributes()) {
            if (type.isInstance(attribute)) {
                found.add(type.cast(attribute));
            }
        }
        return found;
    }

    /** The first attribute of that type. */
    default <T extends Attribute> Optional<T> first(Class<T> type) {
        for (Attribute attribute : attributes()) {
            if (type.isInstance(attribute)) {
                return Optional.of(type.cast(attribute));
            }
        }
        return Optional.empty();
    }

    default boolean has(Flag flag) {
        return attributes().contains(flag);
    }
}
