package dev.treecast.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Patches that are made, against RFC 7396's way of applying them. */
class MergeTest {
    /** RFC 7396 section 2. */
    private static Object apply(Object target, Object patch) {
        if (!(patch instanceof Map<?, ?>)) {
            return patch;
        }
        Map<String, Object> result = new LinkedHashMap<>(JsonObject.of(target).members());
        JsonObject.of(patch).members().forEach((name, value) -> {
            if (value == Json.NULL) {
                result.remove(name);
            } else {
                result.put(name, apply(result.getOrDefault(name, Json.NULL), value));
            }
        });
        return result;
    }

    private static Object anything(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 6 : 4);
        return switch (kind) {
            case 0 -> (long) random.nextInt(3);
            case 1 -> "t" + random.nextInt(3);
            case 2 -> random.nextBoolean();
            case 3 -> List.of((long) random.nextInt(2));
            default -> {
                Map<String, Object> members = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    members.put("m" + random.nextInt(4), anything(random, depth - 1));
                }
                yield members;
            }
        };
    }

    @Test
    void shouldTurnAnythingIntoAnything() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            Object before = anything(random, 3);
            Object after = anything(random, 3);
            assertThat(apply(before, Merge.difference(before, after))).isEqualTo(after);
            assertThat(apply(before, Merge.whole(before, after, Set.of()))).isEqualTo(after);
        }
    }

    @Test
    void shouldSayNothingOfWhatHasNotChanged() {
        Object before = Map.of("a", 1L, "b", Map.of("c", 2L, "d", 3L));
        Object after = Map.of("a", 1L, "b", Map.of("c", 2L, "d", 4L));
        assertThat(Merge.difference(before, after)).isEqualTo(Map.of("b", Map.of("d", 4L)));
    }

    @Test
    void shouldBringAnyDocumentToWhatTheGameWants() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            Declaration declaration = new Declaration();
            Map<String, Object> server = document(random);
            Map<String, Object> wanted = document(random);
            declare(declaration, wanted);
            Object reached = applied(server, declaration.everything(new JsonObject(server)), random);
            assertThat(reached).isEqualTo(wanted);

            Map<String, Object> next = document(random);
            undeclare(declaration, wanted);
            declare(declaration, next);
            assertThat(applied(reached, declaration.changes(), random)).isEqualTo(next);
            assertThat(declaration.changes()).isEmpty();
        }
    }

    private static Object applied(Object document, List<Declaration.Change> changes, Random random) {
        Object result = document;
        for (List<Declaration.Change> patch : Declaration.split(changes, random.nextInt(200))) {
            result = apply(result, Merge.patch(patch));
        }
        return result;
    }

    private static Map<String, Object> document(Random random) {
        Map<String, Object> scenes = new LinkedHashMap<>();
        for (String scene : List.of("default", "boss", "end")) {
            if (scene.equals("default") || random.nextBoolean()) {
                scenes.put(scene, Map.of("controls", members(random)));
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("scenes", scenes);
        document.put("groups", members(random));
        document.put("world", members(random));
        return document;
    }

    private static Map<String, Object> members(Random random) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            members.put("m" + random.nextInt(4), Map.of("v" + random.nextInt(2), (long) random.nextInt(3)));
        }
        return members;
    }

    private static void declare(Declaration declaration, Map<String, Object> document) {
        parts(document).forEach(part -> declaration.put(part.path(), part.value()));
    }

    private static void undeclare(Declaration declaration, Map<String, Object> document) {
        parts(document).forEach(part -> declaration.remove(part.path()));
    }

    private static List<Declaration.Change> parts(Map<String, Object> document) {
        List<Declaration.Change> parts = new ArrayList<>();
        JsonObject whole = new JsonObject(document);
        whole.object("scenes").members().forEach((scene, value) -> {
            if (!scene.equals("default")) {
                parts.add(new Declaration.Change(Declaration.scene(scene), Map.of("controls", Map.of())));
            }
            JsonObject.of(value)
                    .object("controls")
                    .members()
                    .forEach((control, members) ->
                            parts.add(new Declaration.Change(Declaration.control(scene, control), members)));
        });
        whole.object("groups")
                .members()
                .forEach((group, value) -> parts.add(new Declaration.Change(Declaration.group(group), value)));
        whole.object("world")
                .members()
                .forEach((member, value) -> parts.add(new Declaration.Change(Declaration.world(member), value)));
        return parts;
    }
}
