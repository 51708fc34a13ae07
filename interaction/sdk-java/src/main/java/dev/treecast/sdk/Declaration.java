package dev.treecast.sdk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The document as the game wants it, and as the server has it as far as is known; the difference is what a patch has to say. Changed by any
 * thread, read by the loop.
 *
 * <p>The document is kept in parts: a scene, a control, a group, a member of the world. A part's path is its place in the document.
 */
final class Declaration {
    private static final String SCENES = "scenes";
    private static final String CONTROLS = "controls";
    private static final String GROUPS = "groups";
    private static final String WORLD = "world";
    private static final String DEFAULT = "default";

    /** Members of a control that are the server's to write. */
    private static final Set<String> SERVERS = Set.of("number", "round", "closesAt");

    /** A change of one part: what a merge patch has at its path. */
    record Change(List<String> path, Object value) {
        String name() {
            return path.get(path.size() - 1);
        }
    }

    private final Map<List<String>, Object> wanted = new LinkedHashMap<>();
    private final Map<List<String>, Object> sent = new LinkedHashMap<>();

    static List<String> scene(String scene) {
        return List.of(SCENES, scene);
    }

    static List<String> control(String scene, String control) {
        return List.of(SCENES, scene, CONTROLS, control);
    }

    static List<String> group(String group) {
        return List.of(GROUPS, group);
    }

    static List<String> world(String member) {
        return List.of(WORLD, member);
    }

    /** @param value as {@link Json#copy} gives it */
    synchronized void put(List<String> path, Object value) {
        wanted.put(path, value);
    }

    /** The server has a part like this already, by another way than a patch. */
    synchronized void note(List<String> path, Object value) {
        if (wanted.containsKey(path)) {
            wanted.put(path, value);
            sent.computeIfPresent(path, (same, before) -> value);
        }
    }

    /** Takes a part out, and those below it. */
    synchronized void remove(List<String> path) {
        wanted.keySet().removeIf(other -> isBelow(other, path));
    }

    /** Changes since the last call or {@link #everything}; they count as sent. */
    synchronized List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        wanted.forEach((path, value) -> {
            Object before = sent.get(path);
            if (before == null) {
                changes.add(new Change(path, value));
            } else if (!before.equals(value)) {
                changes.add(new Change(path, Merge.difference(before, value)));
            }
        });
        for (List<String> path : sent.keySet()) {
            if (!wanted.containsKey(path) && !removed(changes, path)) {
                changes.add(new Change(path, Json.NULL));
            }
        }
        mark();
        return changes;
    }

    /**
     * Everything, and the removal of what the server has and the game does not want: an earlier life of the game may have left it.
     *
     * @param existing the server's document
     */
    synchronized List<Change> everything(JsonObject existing) {
        List<Change> changes = new ArrayList<>();
        JsonObject scenes = existing.object(SCENES);
        for (String scene : scenes.members().keySet()) {
            if (!scene.equals(DEFAULT) && !wanted.containsKey(scene(scene))) {
                changes.add(new Change(scene(scene), Json.NULL));
                continue;
            }
            for (String control :
                    scenes.object(scene).object(CONTROLS).members().keySet()) {
                removeUnwanted(changes, control(scene, control));
            }
        }
        for (String group : existing.object(GROUPS).members().keySet()) {
            if (!group.equals(DEFAULT)) {
                removeUnwanted(changes, group(group));
            }
        }
        for (String member : existing.object(WORLD).members().keySet()) {
            removeUnwanted(changes, world(member));
        }
        wanted.forEach((path, value) -> {
            // What a scene holds besides are its controls, which are parts themselves.
            boolean scene = path.size() == 2 && path.get(0).equals(SCENES);
            changes.add(new Change(path, scene ? value : Merge.whole(at(existing, path), value, SERVERS)));
        });
        mark();
        return changes;
    }

    /** Nothing counts as sent any more. */
    synchronized void reset() {
        sent.clear();
    }

    private void mark() {
        sent.clear();
        sent.putAll(wanted);
    }

    private void removeUnwanted(List<Change> changes, List<String> path) {
        if (!wanted.containsKey(path)) {
            changes.add(new Change(path, Json.NULL));
        }
    }

    /** Whether the removal of a part above it, which comes earlier, takes it along. */
    private static boolean removed(List<Change> changes, List<String> path) {
        return changes.stream().anyMatch(change -> change.value() == Json.NULL && isBelow(path, change.path()));
    }

    private static boolean isBelow(List<String> path, List<String> above) {
        return path.size() >= above.size() && path.subList(0, above.size()).equals(above);
    }

    private static Object at(JsonObject document, List<String> path) {
        JsonObject parent = document;
        for (String name : path.subList(0, path.size() - 1)) {
            parent = parent.object(name);
        }
        return parent.members().getOrDefault(path.get(path.size() - 1), Json.NULL);
    }

    /** Merge patches that together make the changes, scenes before the groups that show them, each within a bound unless one change alone is larger. */
    static List<List<Change>> split(List<Change> changes, int bytesMax) {
        List<Change> ordered = new ArrayList<>(changes);
        ordered.sort(java.util.Comparator.comparingInt(
                change -> List.of(SCENES, GROUPS, WORLD).indexOf(change.path().get(0))));
        List<List<Change>> patches = new ArrayList<>();
        List<Change> patch = new ArrayList<>();
        int bytes = 0;
        for (Change change : ordered) {
            // Its own bytes and, generously, its path's.
            int more = Json.bytes(change.value())
                    + change.path().stream().mapToInt(name -> name.length() + 6).sum();
            if (!patch.isEmpty() && bytes + more > bytesMax) {
                patches.add(patch);
                patch = new ArrayList<>();
                bytes = 0;
            }
            patch.add(change);
            bytes += more;
        }
        if (!patch.isEmpty()) {
            patches.add(patch);
        }
        return patches;
    }
}
