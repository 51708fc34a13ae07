package dev.treecast.sdk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON merge patches (RFC 7396), made. Values are those of {@link Json}; a null removes a member. */
final class Merge {
    private Merge() {}

    /** What turns one value into another. */
    static Object difference(Object before, Object after) {
        if (!(before instanceof Map<?, ?>) || !(after instanceof Map<?, ?>)) {
            return after;
        }
        Map<String, Object> from = JsonObject.of(before).members();
        Map<String, Object> patch = new LinkedHashMap<>();
        JsonObject.of(after).members().forEach((name, value) -> {
            Object old = from.get(name);
            if (old == null) {
                patch.put(name, value);
            } else if (!old.equals(value)) {
                patch.put(name, difference(old, value));
            }
        });
        removals(from, after, Set.of(), patch);
        return patch;
    }

    /**
     * What makes any value into this one, saying all of it: this one, and nulls for members that only the other has.
     *
     * @param spared members of the top that are left as they are
     */
    static Object whole(Object before, Object after, Set<String> spared) {
        if (!(before instanceof Map<?, ?>) || !(after instanceof Map<?, ?>)) {
            return after;
        }
        Map<String, Object> from = JsonObject.of(before).members();
        Map<String, Object> patch = new LinkedHashMap<>();
        JsonObject.of(after)
                .members()
                .forEach((name, value) -> patch.put(name, whole(from.getOrDefault(name, Json.NULL), value, Set.of())));
        removals(from, after, spared, patch);
        return patch;
    }

    private static void removals(
            Map<String, Object> from, Object after, Set<String> spared, Map<String, Object> patch) {
        for (String name : from.keySet()) {
            if (!JsonObject.of(after).has(name) && !spared.contains(name)) {
                patch.put(name, Json.NULL);
            }
        }
    }

    /** Changes of parts as one patch of the whole. */
    static Map<String, Object> patch(List<Declaration.Change> changes) {
        Map<String, Object> patch = new LinkedHashMap<>();
        for (Declaration.Change change : changes) {
            Map<String, Object> parent = patch;
            for (String name : change.path().subList(0, change.path().size() - 1)) {
                parent = child(parent, name);
            }
            put(parent, change.name(), change.value());
        }
        return patch;
    }

    /** Maps inside a patch that is being built are all changeable ones, made here. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> parent, String name) {
        return (Map<String, Object>) parent.computeIfAbsent(name, made -> new LinkedHashMap<String, Object>());
    }

    private static void put(Map<String, Object> parent, String name, Object value) {
        if (value instanceof Map<?, ?>) {
            Map<String, Object> own = child(parent, name);
            JsonObject.of(value).members().forEach((member, inner) -> put(own, member, inner));
        } else {
            parent.put(name, value);
        }
    }
}
