package dev.treecast.tree.membership;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.tree.pki.NodeRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@link TreeMessage}s as JSON: one object a message, {@code type} says which, members are named as the record's. Members it does not know
 * are passed over, and so are types, for the sake of later versions; anything else that is not such a message is refused. All are counted.
 */
public final class TreeMessageCodec {
    /** Of a message, in bytes of UTF-8. What data channels of all stacks carry in one piece, and the interaction bus' bound. */
    public static final int LENGTH_MAX = 16 * 1024;

    private static final int DEPTH_MAX = 8;
    private static final int NUMBER_LENGTH_MAX = 20;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_LENGTH_MAX)
                            .maxStringLength(LENGTH_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // Names come from other machines: interning them would grow the JVM's table.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addMixIn(NodeRole.class, RoleLabels.class);

    private static final Map<String, Class<? extends TreeMessage>> TYPES = types();

    /** Roles as certificates name them. */
    private enum RoleLabels {
        @JsonProperty("ingest")
        INGEST,
        @JsonProperty("relay")
        RELAY,
        @JsonProperty("edge")
        EDGE
    }

    private long unknown;
    private long refused;

    @SuppressWarnings("unchecked")
    private static Map<String, Class<? extends TreeMessage>> types() {
        Map<String, Class<? extends TreeMessage>> types = new LinkedHashMap<>();
        for (Class<?> type : TreeMessage.class.getPermittedSubclasses()) {
            types.put(typeOf(type), (Class<? extends TreeMessage>) type);
        }
        return types;
    }

    /** {@code PathChanged} is {@code path-changed}. */
    private static String typeOf(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** The types of messages there are, with the classes that hold them. */
    public static Map<String, Class<? extends TreeMessage>> messages() {
        return Map.copyOf(TYPES);
    }

    /**
     * UTF-8 of a message.
     *
     * @throws IllegalArgumentException when it is longer than {@value #LENGTH_MAX} bytes; only tracks with overlong parameters make one
     */
    public static byte[] encode(TreeMessage message) {
        ObjectNode object = MAPPER.createObjectNode();
        object.put("type", typeOf(message.getClass()));
        object.setAll(MAPPER.<ObjectNode>valueToTree(message));
        try {
            byte[] bytes = MAPPER.writeValueAsBytes(object);
            Bounds.within(bytes.length, 0, LENGTH_MAX);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message; empty, and counted, where there is none. */
    public Optional<TreeMessage> decode(byte[] utf8) {
        if (utf8.length > LENGTH_MAX) {
            refused++;
            return Optional.empty();
        }
        try {
            JsonNode read = MAPPER.readTree(utf8);
            if (!(read instanceof ObjectNode object) || !object.path("type").isTextual()) {
                refused++;
                return Optional.empty();
            }
            Class<? extends TreeMessage> type = TYPES.get(object.path("type").textValue());
            if (type == null) {
                unknown++;
                return Optional.empty();
            }
            object.remove("type");
            fromVersion1(object);
            return Optional.of(MAPPER.treeToValue(object, type));
        } catch (IOException | IllegalArgumentException e) {
            refused++;
            return Optional.empty();
        }
    }

    /** Before version 2 tracks had no names as layers. */
    private static void fromVersion1(ObjectNode message) {
        for (JsonNode track : message.path("tracks")) {
            if (track instanceof ObjectNode each && !each.has("rid")) {
                each.put("rid", "");
            }
        }
    }

    /** Messages of types that this version does not know. */
    public long unknown() {
        return unknown;
    }

    /** What was no message, or one out of bounds. */
    public long refused() {
        return refused;
    }
}
