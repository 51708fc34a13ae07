package dev.treecast.sdk;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who an event or a cue is for. */
public final class Scope {
    private static final int DATA_BYTES_MAX = 8 << 10;
    private static final Scope EVERYONE = new Scope("everyone", "");

    private final String kind;
    private final String to;

    private Scope(String kind, String to) {
        this.kind = kind;
        this.to = to;
    }

    public static Scope everyone() {
        return EVERYONE;
    }

    /** The viewers in one group. */
    public static Scope group(String id) {
        return new Scope("group", Names.identifier(id));
    }

    /** The viewers whose group shows one scene. */
    public static Scope scene(String id) {
        return new Scope("scene", Names.identifier(id));
    }

    public static Scope viewer(String id) {
        return new Scope("viewer", id);
    }

    public static Scope viewer(Viewer viewer) {
        return viewer(viewer.id());
    }

    /**
     * An event or a cue for them.
     *
     * @throws IllegalArgumentException when the name is none, or the data too long
     */
    Map<String, Object> message(String type, String name, Object data) {
        Object copy = Json.copy(data);
        if (Json.bytes(copy) > DATA_BYTES_MAX) {
            throw new IllegalArgumentException("an event's data takes more than " + DATA_BYTES_MAX + " bytes");
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("scope", kind);
        if (!to.isEmpty()) {
            message.put("to", to);
        }
        message.put("name", Names.identifier(name));
        message.put("data", copy);
        return message;
    }
}
