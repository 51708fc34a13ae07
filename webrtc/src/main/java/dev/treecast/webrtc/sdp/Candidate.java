package dev.treecast.webrtc.sdp;

/**
 * An ICE candidate (RFC 8839 section 5.1), unparsed: the ice package reads it.
 *
 * @param line the attribute with its name and without {@code a=}, e.g. {@code "candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host"}
 */
public record Candidate(String line) implements Attribute {
    private static final String PREFIX = "candidate:";

    /** From what stands after {@code candidate:}. */
    static Candidate ofValue(String value) {
        return new Candidate(PREFIX + value);
    }

    @Override
    public String attributeName() {
        return "candidate";
    }

    @Override
    public String attributeValue() {
        return line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line;
    }
}
