package dev.treecast.tree.membership;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a node does not serve another. */
public enum RefusalCode {
    /** It has no room, and knows of nobody who has. */
    FULL,
    /** The asker is above it. */
    LOOP,
    /** The asker's subtree would reach deeper than the tree may. */
    TOO_DEEP,
    /** It knows of no source of the stream, or found none in time. */
    NO_SOURCE,
    /** It is about to leave. */
    DRAINING,
    /** The asker asks too often, or for too many streams. */
    TOO_MANY;

    /** As messages spell it: {@code too-deep}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Codes of later versions are as good as {@link #FULL}: ask somebody else. */
    @JsonCreator
    public static RefusalCode ofText(String text) {
        for (RefusalCode code : values()) {
            if (code.text().equals(text)) {
                return code;
            }
        }
        return FULL;
    }
}
