package dev.treecast.sdk;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A line of text that viewers write, for nothing or for what it {@link #cost costs}; what is paid for is in
 * {@link Purchase#text}. Strangers write it: escape it where it is shown. */
public final class Textbox extends Priced<Textbox> {
    private static final int CHARACTERS_MAX = 500;

    private volatile @Nullable BiConsumer<Viewer, String> onText;

    Textbox(Core core, String scene, String id) {
        super(core, scene, id, "textbox");
    }

    @Override
    Textbox self() {
        return this;
    }

    /** How long a text may be; 200 characters unless set, 500 at most. */
    public Textbox length(int charactersMax) {
        return set("lengthMax", Names.within("a text's length", charactersMax, 1, CHARACTERS_MAX));
    }

    /** Calls back with what a viewer wrote. */
    public Textbox onText(BiConsumer<Viewer, String> handler) {
        onText = handler;
        return this;
    }

    @Override
    void text(Viewer viewer, String text) {
        BiConsumer<Viewer, String> handler = onText;
        if (handler != null) {
            handler.accept(viewer, text);
        }
    }
}
