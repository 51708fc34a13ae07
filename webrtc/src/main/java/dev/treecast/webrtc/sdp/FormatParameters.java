package dev.treecast.webrtc.sdp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a codec's fmtp line says, e.g. {@code "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"}. Keys compare
 * without regard to case.
 */
public final class FormatParameters {
    private static final FormatParameters NONE = new FormatParameters("", Map.of());

    private final String raw;
    private final Map<String, String> values;

    private FormatParameters(String raw, Map<String, String> values) {
        this.raw = raw;
        this.values = values;
    }

    public static FormatParameters none() {
        return NONE;
    }

    /** Takes anything; fields without an equals sign ({@code "0-15"}) are only in {@link #raw()}. */
    public static FormatParameters parse(String raw) {
        if (raw.isEmpty()) {
            return NONE;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String field : SdpTokens.split(raw, ';')) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                String key = field.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                values.putIfAbsent(key, field.substring(equals + 1).strip());
            }
        }
        return new FormatParameters(raw, Collections.unmodifiableMap(values));
    }

    /** As it came. */
    public String raw() {
        return raw;
    }

    /** In the order of the line, keys in lower case. */
    public Map<String, String> values() {
        return values;
    }

    public String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /** A number from 0 to 2^31 - 1; {@code otherwise} when it is absent or no number. */
    public int number(String key, int otherwise) {
        long value = SdpTokens.number(values.getOrDefault(key, ""), Integer.MAX_VALUE);
        return value < 0 ? otherwise : (int) value;
    }

    public boolean isEmpty() {
        return raw.isEmpty();
    }

    /** Equal when every parameter is, in whatever order; where nothing has a key, when the text is. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof FormatParameters that)) {
            return false;
        }
        boolean keyless = values.isEmpty() && that.values.isEmpty();
        return keyless ? raw.equals(that.raw) : values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.isEmpty() ? raw.hashCode() : values.hashCode();
    }

    @Override
    public String toString() {
        return raw;
    }
}
