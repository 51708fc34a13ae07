package dev.treecast.sdk;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that viewers see and use. What its methods set before {@link Show#ready} is part of the first declaration; what they set later reaches viewers
 * with the next patch. All may be called from any thread, and return the control itself. A handler that is set again replaces the one before.
 *
 * @param <T> the control's own kind
 */
public abstract sealed class Control<T extends Control<T>> permits Merged, Poll, Label {
    private static final int LABEL_CHARACTERS_MAX = 200;
    static final long COST_MAX = 1_000_000_000;
    private static final int DATA_BYTES_MAX = 4_096;
    /** Columns and rows. */
    private static final Map<String, List<Integer>> SCREENS =
            Map.of("large", List.of(80, 45), "medium", List.of(45, 25), "small", List.of(30, 40));

    final Core core;
    private final String scene;
    private final String id;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private volatile boolean removed;

    Control(Core core, String scene, String id, String kind) {
        this.core = core;
        this.scene = scene;
        this.id = id;
        members.put("kind", kind);
    }

    abstract T self();

    public final String id() {
        return id;
    }

    /** The scene that it is in. */
    public final String scene() {
        return scene;
    }

    /** What it says to viewers; its id unless set. At most 200 characters. */
    public T label(String text) {
        return set("label", Names.text("a label", text, LABEL_CHARACTERS_MAX));
    }

    /** Takes input again. */
    public T enable() {
        return set("disabled", false);
    }

    /** Stays visible and takes no input. */
    public T disable() {
        return set("disabled", true);
    }

    /** Whether viewers without a token may use it; true unless set. */
    public T anonymous(boolean allowed) {
        return set("anonymous", allowed);
    }

    /**
     * Where it is on a kind of screen; controls without a place are laid out in order.
     *
     * @param screen {@code large} (a grid of 80 × 45), {@code medium} (45 × 25) or {@code small} (30 × 40)
     */
    public T place(String screen, int x, int y, int width, int height) {
        List<Integer> grid = SCREENS.get(screen);
        if (grid == null) {
            throw new IllegalArgumentException("a screen is large, medium or small, and not '" + screen + "'");
        }
        Names.within("x", x, 0, grid.get(0) - 1);
        Names.within("y", y, 0, grid.get(1) - 1);
        Names.within("the width", width, 1, grid.get(0) - x);
        Names.within("the height", height, 1, grid.get(1) - y);
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("x", (long) x);
        place.put("y", (long) y);
        place.put("w", (long) width);
        place.put("h", (long) height);
        synchronized (members) {
            Map<String, Object> layout =
                    new LinkedHashMap<>(JsonObject.of(members.get("layout")).members());
            layout.put(screen, place);
            return set("layout", layout);
        }
    }

    /** Anything for the game's own page: maps, lists, text, numbers, booleans; 4 KiB as JSON at most. */
    public T data(Object data) {
        Object copy = Json.copy(data);
        if (Json.bytes(copy) > DATA_BYTES_MAX) {
            throw new IllegalArgumentException("a control's data takes more than " + DATA_BYTES_MAX + " bytes");
        }
        return set("data", copy);
    }

    /** Takes it out of its scene for good; what is done to it afterwards has no effect. */
    public void remove() {
        synchronized (members) {
            removed = true;
            core.controls.remove(this);
            core.declaration.remove(Declaration.control(scene, id));
        }
        core.changed();
    }

    final T set(String member, Object value) {
        synchronized (members) {
            members.put(member, Json.copy(value));
            if (!removed) {
                declare();
            }
        }
        core.changed();
        return self();
    }

    final T set(String member, String what, Duration value, long msMin, long msMax) {
        return set(member, Names.within(what + " in ms", value.toMillis(), msMin, msMax));
    }

    /** Keeps in mind what a call has made the server set. */
    final void note(String member, Object value) {
        synchronized (members) {
            members.put(member, value);
            core.declaration.note(Declaration.control(scene, id), Json.copy(members));
        }
    }

    /** Puts it into the declaration as it is now. */
    final void declare() {
        synchronized (members) {
            core.declaration.put(Declaration.control(scene, id), Json.copy(members));
        }
    }

    // What the server says about it; on the loop.

    /** What viewers did in an interval. */
    void tick(long nowNs, Tick tick) {}

    /** Lets go of what has not been heard of for too long. */
    void beat(long nowNs, long graceMs, StreamClock clock) {}

    /** Nothing is known of viewers from here on. */
    void disconnected(long nowNs) {}

    /** Nobody steers any more. */
    void neutral(long nowNs, StreamClock clock) {}

    void result(JsonObject result) {}

    /** One viewer's input, by the crew's path. */
    void crew(Input input) {
        core.callbacks.offer(() -> input(input));
    }

    // And on the thread that runs callbacks.

    /** One viewer's input. */
    void input(Input input) {}

    void text(Viewer viewer, String text) {}

    void sell(Purchase purchase) {
        purchase.unavailable("the game does not sell this now");
    }
}
