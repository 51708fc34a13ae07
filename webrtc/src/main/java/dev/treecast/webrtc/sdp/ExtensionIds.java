package dev.treecast.webrtc.sdp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which number stands for which header extension in one section.
 *
 * @param byUri from {@link HeaderExtensions} to 1 to 255
 */
public record ExtensionIds(Map<String, Integer> byUri) {
    /** No extension has this number (RFC 8285 section 4.2). */
    public static final int ABSENT = 0;

    public ExtensionIds {
        byUri = Map.copyOf(byUri);
    }

    static ExtensionIds of(List<ExtMap> lines) {
        Map<String, Integer> byUri = new HashMap<>();
        for (ExtMap line : lines) {
            byUri.putIfAbsent(line.uri(), line.id());
        }
        return new ExtensionIds(byUri);
    }

    /** 1 to 255, or {@link #ABSENT}. */
    public int id(String uri) {
        return byUri.getOrDefault(uri, ABSENT);
    }

    public boolean has(String uri) {
        return byUri.containsKey(uri);
    }
}
