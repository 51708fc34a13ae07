package dev.treecast.sdk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain values: {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Long}, {@code Double}, {@code Boolean} and
 * {@link #NULL}, all unmodifiable.
 */
final class Json {
    /** A null that is meant: in a merge patch it removes a member. Members that a message gives as null are left out when it is read. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    /** Deeper than any message of the protocol. */
    static final int DEPTH_MAX = 64;

    /** The server reads 32 levels, and a control's data lies eight down in a patch. */
    private static final int GIVEN_DEPTH_MAX = 24;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(Wire.MESSAGE_BYTES_MAX)
                    .build())
            .build();

    private Json() {}

    /**
     * Reads one message.
     *
     * @throws IOException when it is anything but one JSON object
     */
    static JsonObject read(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "a message is one JSON object");
            }
            Map<String, Object> members = object(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the message");
            }
            return new JsonObject(members);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser);
            if (value != NULL) {
                members.put(name, value);
            }
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return Collections.unmodifiableList(elements);
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getDoubleValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NULL;
            default -> throw new JsonParseException(parser, "not a value");
        };
    }

    /** Writes a value of the kinds above. */
    static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(generator, value);
        } catch (IOException e) {
            // A StringWriter throws none, and the generator was given only what it can write.
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                generator.writeFieldName((String) member.getKey());
                write(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> elements) {
            generator.writeStartArray();
            for (Object element : elements) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof String text) {
            generator.writeString(wellFormed(text));
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else {
            generator.writeNull();
        }
    }

    /** Text without halves of surrogate pairs, which have no form in UTF-8 and which the server refuses. */
    private static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            repaired = repaired == null ? new StringBuilder(text) : repaired;
            repaired.setCharAt(i, '\ufffd');
        }
        return repaired == null ? text : repaired.toString();
    }

    /** How many bytes a value takes as UTF-8. */
    static int bytes(Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * What a game gave, as values of the kinds above and no longer tied to the game's own objects.
     *
     * @throws IllegalArgumentException for what is not a map with text keys, a collection, an array of objects, text, an enum, a finite
     *     number, a boolean or null; or is nested too deeply
     */
    static Object copy(@Nullable Object value) {
        return copy(value, GIVEN_DEPTH_MAX);
    }

    private static Object copy(@Nullable Object value, int depthMax) {
        if (depthMax == 0) {
            throw new IllegalArgumentException("nested too deeply, or in itself");
        }
        if (value == null || value == NULL) {
            return NULL;
        } else if (value instanceof Map<?, ?> members) {
            Map<String, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                Object copied = copy(member.getValue(), depthMax - 1);
                if (copied != NULL) {
                    copy.put(String.valueOf(member.getKey()), copied);
                }
            }
            return Collections.unmodifiableMap(copy);
        } else if (value instanceof Collection<?> elements) {
            List<Object> copy = new ArrayList<>(elements.size());
            for (Object element : elements) {
                copy.add(copy(element, depthMax - 1));
            }
            return Collections.unmodifiableList(copy);
        } else if (value instanceof Object[] elements) {
            return copy(java.util.Arrays.asList(elements), depthMax);
        } else if (value instanceof Number number) {
            return number(number);
        } else if (value instanceof Boolean) {
            return value;
        } else if (value instanceof CharSequence || value instanceof Enum<?> || value instanceof Character) {
            return value.toString();
        }
        throw new IllegalArgumentException("a " + value.getClass().getName()
                + " has no form in JSON: use maps, lists, text, numbers and booleans");
    }

    private static Object number(Number number) {
        if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof java.util.concurrent.atomic.AtomicInteger
                || number instanceof java.util.concurrent.atomic.AtomicLong) {
            return number.longValue();
        }
        double value = number.doubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        return value;
    }
}
