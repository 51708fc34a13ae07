package dev.treecast.sdk;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the server counts of this show, once a second.
 *
 * @param viewers how many are there
 * @param received inputs that came from viewers
 * @param merged of them, folded into ticks
 * @param sampled of them, passed on one by one as well
 * @param dropped by reason
 * @param degraded how far the declared budget has pushed merging down: not at all ({@code none}), or to the protocol's second or third kind
 */
public record Stats(
        long viewers, long received, long merged, long sampled, Map<String, Long> dropped, String degraded) {
    static final Stats NONE = new Stats(0, 0, 0, 0, Map.of(), "none");

    static Stats read(JsonObject stats) {
        Map<String, Long> dropped = new LinkedHashMap<>();
        JsonObject reasons = stats.object("dropped");
        for (String reason : reasons.members().keySet()) {
            dropped.put(reason, reasons.integer(reason, 0));
        }
        return new Stats(
                stats.integer("viewers", 0),
                stats.integer("received", 0),
                stats.integer("merged", 0),
                stats.integer("sampled", 0),
                Map.copyOf(dropped),
                stats.has("degraded") ? stats.text("degraded") : "none");
    }
}
