package dev.treecast.interaction.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.protocol.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON merge patch, <a href="https://www.rfc-editor.org/rfc/rfc7396">RFC 7396</a>. Trees are taken as immutable: what a patch does not touch is shared between
 * the old tree and the new one, so that comparing them is cheap.
 */
public final class MergePatch {
    private MergePatch() {}

    /** The target with the patch applied. */
    public static JsonNode apply(@Nullable JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result = Json.object();
        if (target instanceof ObjectNode old) {
            result.setAll(old);
        }
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (change.getValue().isNull()) {
                result.remove(change.getKey());
            } else {
                result.set(change.getKey(), apply(result.get(change.getKey()), change.getValue()));
            }
        }
        return result;
    }

    /** The patch that makes the second of the first; an empty object when they are the same. Neither may have null members. */
    @SuppressWarnings(
            "ReferenceEquality") // What a patch did not touch is the same object, which spares looking into it.
    public static ObjectNode diff(ObjectNode from, ObjectNode to) {
        ObjectNode patch = Json.object();
        if (from == to) {
            return patch;
        }
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            if (!to.has(member.getKey())) {
                patch.putNull(member.getKey());
            }
        }
        for (Map.Entry<String, JsonNode> member : to.properties()) {
            JsonNode before = from.get(member.getKey());
            JsonNode after = member.getValue();
            if (before == after) {
                continue;
            }
            if (before instanceof ObjectNode a && after instanceof ObjectNode b) {
                ObjectNode inner = diff(a, b);
                if (!inner.isEmpty()) {
                    patch.set(member.getKey(), inner);
                }
            } else if (!after.equals(before)) {
                patch.set(member.getKey(), after);
            }
        }
        return patch;
    }
}
