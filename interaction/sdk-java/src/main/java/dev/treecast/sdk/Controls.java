package dev.treecast.sdk;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A show's controls: by id for the game and JSON messages, by number for binary ones. Numbers are the loop's. */
final class Controls {
    /** 64 scenes of 256 controls. */
    private static final int CONTROLS_MAX = 64 * 256;

    private final Map<String, Control<?>> byId = new ConcurrentHashMap<>();
    private final Map<Integer, Control<?>> byNumber = new HashMap<>();

    @Nullable
    Control<?> get(String id) {
        return byId.get(id);
    }

    /** @throws IllegalArgumentException when there are too many */
    void add(Control<?> control) {
        if (byId.size() >= CONTROLS_MAX) {
            throw new IllegalArgumentException("a show has " + CONTROLS_MAX + " controls at most");
        }
        byId.put(control.id(), control);
    }

    void remove(Control<?> control) {
        byId.remove(control.id(), control);
    }

    Collection<Control<?>> all() {
        return byId.values();
    }

    void number(String id, int number) {
        Control<?> control = byId.get(id);
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
        return control != null && byId.get(control.id()) == control ? control : null;
    }
}
