package dev.treecast.sdk;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A show's controls: by scene and id for the game and JSON messages, by number for binary ones. Numbers are the loop's. */
final class Controls {
    /** 64 scenes of 256 controls. */
    private static final int CONTROLS_MAX = 64 * 256;

    private final Map<String, Control<?>> byId = new ConcurrentHashMap<>();
    private final Map<Integer, Control<?>> byNumber = new HashMap<>();

    @Nullable
    Control<?> get(String scene, String id) {
        return byId.get(key(scene, id));
    }

    /** The control that a message is about. */
    @Nullable
    Control<?> get(JsonObject message) {
        String id = message.text("control");
        if (message.has("scene")) {
            return get(message.text("scene"), id);
        }
        return byId.values().stream()
                .filter(control -> control.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** No identifier has a slash. */
    private static String key(String scene, String id) {
        return scene + "/" + id;
    }

    private static String key(Control<?> control) {
        return key(control.scene(), control.id());
    }

    /** @throws IllegalArgumentException when there are too many */
    void add(Control<?> control) {
        if (byId.size() >= CONTROLS_MAX) {
            throw new IllegalArgumentException("a show has " + CONTROLS_MAX + " controls at most");
        }
        byId.put(key(control), control);
    }

    void remove(Control<?> control) {
        byId.remove(key(control), control);
    }

    Collection<Control<?>> all() {
        return byId.values();
    }

    void number(String scene, String id, int number) {
        Control<?> control = get(scene, id);
        if (control != null) {
            byNumber.put(number, control);
        }
    }

    /** Numbers are never used again within a show's life, but the next connection may be to its next life. */
    void forgetNumbers() {
        byNumber.clear();
    }

    @Nullable
    Control<?> get(int number) {
        Control<?> control = byNumber.get(number);
        return control != null && byId.get(key(control)) == control ? control : null;
    }
}
