package dev.treecast.interaction.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of an object, each within its bounds; what does not fit is refused with the path to it.
 *
 * @param object what is read
 * @param path where it stands, ends in {@code /} unless it is empty
 * @param code what a misfit is refused with
 */
public record Members(ObjectNode object, String path, ErrorCode code) {

    /** Members of a message. */
    public static Members of(ObjectNode message) {
        return new Members(message, "", ErrorCode.MALFORMED);
    }

    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    public Refusal misfit(String name, String must) {
        return new Refusal(code, "'" + name + "' must be " + must + ".", path + name);
    }

    public String identifier(String name) throws Refusal {
        String text = text(name, Identifier.LENGTH_MAX);
        if (!Identifier.isValid(text)) {
            throw misfit(name, "1 to 64 of A-Z a-z 0-9 _ - .");
        }
        return text;
    }

    /** Text of at most so many characters (code points). */
    public String text(String name, int lengthMax) throws Refusal {
        JsonNode node = object.get(name);
        if (node == null || !node.isTextual() || !fits(node.textValue(), lengthMax)) {
            throw misfit(name, "text of at most " + lengthMax + " characters");
        }
        return node.textValue();
    }

    public @Nullable String textOrNull(String name, int lengthMax) throws Refusal {
        return has(name) ? text(name, lengthMax) : null;
    }

    public String text(String name, int lengthMax, String otherwise) throws Refusal {
        return has(name) ? text(name, lengthMax) : otherwise;
    }

    public static boolean fits(String text, int lengthMax) {
        return text.length() <= lengthMax
                || (text.length() <= 2L * lengthMax && text.codePointCount(0, text.length()) <= lengthMax);
    }

    public long integer(String name, long min, long max) throws Refusal {
        JsonNode node = object.get(name);
        if (node == null || !node.isNumber() || !isWhole(node) || node.longValue() < min || node.longValue() > max) {
            throw misfit(name, "a whole number from " + min + " to " + max);
        }
        return node.longValue();
    }

    private static boolean isWhole(JsonNode node) {
        // JavaScript has one kind of number, and other libraries write 5 as 5.0.
        return node.canConvertToLong() && node.canConvertToExactIntegral();
    }

    public long integer(String name, long min, long max, long otherwise) throws Refusal {
        return has(name) ? integer(name, min, max) : otherwise;
    }

    public boolean bool(String name, boolean otherwise) throws Refusal {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw misfit(name, "true or false");
        }
        return node.booleanValue();
    }

    public Members object(String name) throws Refusal {
        if (object.get(name) instanceof ObjectNode child) {
            return new Members(child, path + name + "/", code);
        }
        throw misfit(name, "an object");
    }

    /** The RTP timestamp of a frame, 0 … 2³²−1, or −1 when there is none. */
    public long rtpTimestamp(String name) throws Refusal {
        return integer(name, 0, 0xFFFF_FFFFL, -1);
    }
}
