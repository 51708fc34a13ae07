package dev.treecast.sdk;

/**
 * A control whose input comes from many viewers at once, and whose game says how much of it comes one by one: a {@link Button}, a
 * {@link Textbox} or a {@link Stick}.
 *
 * @param <T> the control's own kind
 */
public abstract sealed class Merged<T extends Merged<T>> extends Control<T> permits Priced, Stick {
    static final String MERGE = "merge";
    private static final int SAMPLES_MAX = 16;

    Merged(Core core, String scene, String id, String kind) {
        super(core, scene, id, kind);
    }

    /**
     * Of each tick a few inputs are passed on one by one, drawn by lot; 16 at most. The others are only counted, and of texts not heard
     * of.
     */
    public T sample(int count) {
        set("samples", Names.within("samples", count, 1, SAMPLES_MAX));
        return set(MERGE, "sample");
    }

    /** All inputs are passed on one by one while the budget lasts. So texts are unless set otherwise. */
    public T all() {
        return set(MERGE, "all");
    }

    /** Only the crew can use it; each input is passed on at once. */
    public T crew() {
        return set(MERGE, "crew");
    }
}
