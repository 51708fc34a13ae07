package dev.treecast.interaction.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Identifier;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document of a show at one version. Immutable: a patch makes the next one, or is refused and changes nothing.
 *
 * @param source scenes, groups and world as the game wrote them
 * @param scenes by id
 * @param groups scene id by group id
 * @param bytesMost no fewer bytes than {@code source} has
 * @param nextNumber the number that the next new control gets; numbers are never used again
 */
public record ShowDocument(
        ObjectNode source, Map<String, Scene> scenes, Map<String, String> groups, long bytesMost, int nextNumber) {
    public static final int SCENES_MAX = 64;
    public static final int CONTROLS_MAX = 256;
    public static final int GROUPS_MAX = 1_024;
    public static final int BYTES_MAX = 2 * 1024 * 1024;
    public static final String DEFAULT = "default";

    private static final int NUMBERS_MAX = 65_535;
    private static final String MEMBERS = "scenes, groups, world";

    /**
     * What a show starts with.
     *
     * @param nextNumber as of the document before, or 1
     */
    public static ShowDocument empty(int nextNumber) {
        ObjectNode scene = Json.object();
        scene.putObject("controls");
        ObjectNode source = Json.object();
        source.putObject("scenes").set(DEFAULT, scene);
        source.putObject("groups").putObject(DEFAULT).put("scene", DEFAULT);
        source.putObject("world");
        return new ShowDocument(
                source,
                Map.of(DEFAULT, new Scene(DEFAULT, Map.of(), scene)),
                Map.of(DEFAULT, DEFAULT),
                Json.bytes(source).length,
                nextNumber);
    }

    public ObjectNode world() {
        return source.get("world") instanceof ObjectNode world ? world : Json.object();
    }

    /**
     * The control of a viewer's or a game's words.
     *
     * @param scene or null for the default scene first, then any other
     */
    public @Nullable Control control(@Nullable String scene, String id) {
        Scene preferred = scenes.get(scene == null ? DEFAULT : scene);
        Control control = preferred == null ? null : preferred.controls().get(id);
        if (control != null || scene != null) {
            return control;
        }
        for (Scene each : scenes.values()) {
            if (each.controls().containsKey(id)) {
                return each.controls().get(id);
            }
        }
        return null;
    }

    /**
     * The next version.
     *
     * @param patchBytes length of the patch, which the document cannot grow by more than
     */
    public ShowDocument patched(ObjectNode ops, int patchBytes) throws Refusal {
        for (String name : (Iterable<String>) ops::fieldNames) {
            if (!name.equals("scenes") && !name.equals("groups") && !name.equals("world")) {
                throw new Refusal(ErrorCode.INVALID, "A document has " + MEMBERS + ", and no '" + name + "'.", name);
            }
        }
        ObjectNode next = (ObjectNode) MergePatch.apply(source, ops);
        long bytes = bytesMost + patchBytes;
        if (bytes > BYTES_MAX) {
            bytes = Json.bytes(next).length;
        }
        if (bytes > BYTES_MAX) {
            throw new Refusal(ErrorCode.LIMIT, "A document has at most 2 MiB.");
        }
        if (!(next.get("world") instanceof ObjectNode)) {
            throw new Refusal(ErrorCode.INVALID, "'world' must be an object.", "world");
        }
        Numbers numbers = new Numbers(nextNumber);
        Map<String, Scene> readScenes = readScenes(next, numbers);
        Map<String, String> readGroups = readGroups(next, readScenes);
        return new ShowDocument(next, readScenes, readGroups, bytes, numbers.next);
    }

    private static final class Numbers {
        private int next;

        Numbers(int next) {
            this.next = next;
        }

        int take() throws Refusal {
            if (next > NUMBERS_MAX) {
                throw new Refusal(ErrorCode.LIMIT, "A show has at most 65,535 controls in its life.");
            }
            return next++;
        }
    }

    private Map<String, Scene> readScenes(ObjectNode next, Numbers numbers) throws Refusal {
        JsonNode given = next.get("scenes");
        if (!(given instanceof ObjectNode all) || !all.has(DEFAULT)) {
            throw new Refusal(ErrorCode.INVALID, "The scene 'default' cannot be removed.", "scenes/default");
        }
        if (all.size() > SCENES_MAX) {
            throw new Refusal(ErrorCode.LIMIT, "A show has at most 64 scenes.", "scenes");
        }
        Map<String, Scene> result = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            Scene before = scenes.get(entry.getKey());
            result.put(
                    entry.getKey(),
                    before != null && isSame(before.source(), entry.getValue())
                            ? before
                            : readScene(entry.getKey(), entry.getValue(), before, numbers));
        }
        return result;
    }

    private static Scene readScene(String id, JsonNode given, @Nullable Scene before, Numbers numbers) throws Refusal {
        String path = "scenes/" + id;
        checkIdentifier(id, path);
        if (!(given instanceof ObjectNode source)) {
            throw new Refusal(ErrorCode.INVALID, "A scene is an object.", path);
        }
        Map<String, Control> controls = new LinkedHashMap<>();
        if (source.has("controls")) {
            ObjectNode all = new Members(source, path + "/", ErrorCode.INVALID)
                    .object("controls")
                    .object();
            if (all.size() > CONTROLS_MAX) {
                throw new Refusal(ErrorCode.LIMIT, "A scene has at most 256 controls.", path + "/controls");
            }
            for (Map.Entry<String, JsonNode> entry : all.properties()) {
                Control old = before == null ? null : before.controls().get(entry.getKey());
                controls.put(
                        entry.getKey(),
                        old != null && isSame(old.source(), entry.getValue())
                                ? old
                                : readControl(id, entry.getKey(), entry.getValue(), old, numbers));
            }
        }
        return new Scene(id, controls, source);
    }

    private static Control readControl(String scene, String id, JsonNode given, @Nullable Control old, Numbers numbers)
            throws Refusal {
        String path = "scenes/" + scene + "/controls/" + id;
        checkIdentifier(id, path);
        if (!(given instanceof ObjectNode source)) {
            throw new Refusal(ErrorCode.INVALID, "A control is an object.", path);
        }
        Control read = ControlSchema.read(scene, id, old == null ? 0 : old.number(), source, path + "/");
        // A number says what its records look like, so another kind needs another number.
        return old != null && old.kind() == read.kind()
                ? read
                : ControlSchema.read(scene, id, numbers.take(), source, path + "/");
    }

    private static Map<String, String> readGroups(ObjectNode next, Map<String, Scene> scenes) throws Refusal {
        JsonNode given = next.get("groups");
        if (!(given instanceof ObjectNode all) || !all.has(DEFAULT)) {
            throw new Refusal(ErrorCode.INVALID, "The group 'default' cannot be removed.", "groups/default");
        }
        if (all.size() > GROUPS_MAX) {
            throw new Refusal(ErrorCode.LIMIT, "A show has at most 1,024 groups.", "groups");
        }
        Map<String, String> result = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            String path = "groups/" + entry.getKey();
            checkIdentifier(entry.getKey(), path);
            if (!(entry.getValue() instanceof ObjectNode group)) {
                throw new Refusal(ErrorCode.INVALID, "A group is an object.", path);
            }
            String scene = new Members(group, path + "/", ErrorCode.INVALID).text("scene", Identifier.LENGTH_MAX);
            if (!scenes.containsKey(scene)) {
                throw new Refusal(ErrorCode.INVALID, "There is no scene '" + scene + "'.", path + "/scene");
            }
            result.put(entry.getKey(), scene);
        }
        return result;
    }

    private static void checkIdentifier(String id, String path) throws Refusal {
        if (!Identifier.isValid(id)) {
            throw new Refusal(ErrorCode.INVALID, "Names are 1 to 64 of A-Z a-z 0-9 _ - .", path);
        }
    }

    /** What a patch did not touch is the same object. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(JsonNode before, JsonNode now) {
        return before == now;
    }
}
