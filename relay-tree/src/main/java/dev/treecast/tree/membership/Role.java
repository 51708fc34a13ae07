package dev.treecast.tree.membership;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a node does; one node may do all three. */
public enum Role {
    /** Takes publishers in: where a stream's tree begins. */
    INGEST,
    /** Takes streams from one node and serves them to others. */
    RELAY,
    /** Takes streams for viewers of its own. */
    EDGE;

    /** As messages and the directory spell it: {@code ingest}, {@code relay}, {@code edge}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Role ofText(String text) {
        for (Role role : values()) {
            if (role.text().equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("no such role");
    }
}
