package dev.treecast.sdk;

import java.util.List;
import java.util.Map;

/**
 * The members of a message, read leniently: a member that is missing, null or of another kind reads as its fallback. What a server of a later
 * version adds or leaves out then harms nobody.
 */
record JsonObject(Map<String, Object> members) {
    static final JsonObject EMPTY = new JsonObject(Map.of());

    String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    long integer(String name, long fallback) {
        return members.get(name) instanceof Number number ? number.longValue() : fallback;
    }

    boolean flag(String name) {
        return members.get(name) instanceof Boolean flag && flag;
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    JsonObject object(String name) {
        return of(members.get(name));
    }

    List<?> list(String name) {
        return members.get(name) instanceof List<?> list ? list : List.of();
    }

    /** A value as an object; an empty one when it is none. Only for values that {@link Json} made, whose keys are text. */
    @SuppressWarnings("unchecked")
    static JsonObject of(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Map<?, ?> map ? new JsonObject((Map<String, Object>) map) : EMPTY;
    }
}
