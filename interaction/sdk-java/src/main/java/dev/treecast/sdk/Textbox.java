package dev.treecast.sdk;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A line of text that viewers write, for nothing or for what it {@link #cost costs}. Strangers write it: escape it where it is shown. */
public final class Textbox extends Control<Textbox> {
    private static final int CHARACTERS_MAX = 500;

    private final Shop shop = new Shop();
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

    /** Credits for a text; 0 unless set. Above 0 texts are purchases, and come to {@link #onBuy} only. */
    public Textbox cost(long credits) {
        return set("cost", Names.within("a cost", credits, 0, COST_MAX));
    }

    /** How long a purchase waits for the game's answer; 30 s unless set, 5 min at most. */
    public Textbox hold(Duration time) {
        return set("holdMs", "a hold", time, 1, 300_000);
    }

    /** How long a viewer waits before writing again; an hour at most. */
    public Textbox cooldown(Duration time) {
        return set("cooldownMs", "a cooldown", time, 0, 3_600_000);
    }

    /** As {@link #cooldown(Duration)}, for a viewer's group or everyone as well. */
    public Textbox cooldown(Duration time, Per per) {
        set("cooldownPer", per.wire());
        return cooldown(time);
    }

    /** Of each tick only so many texts reach the game; 16 at most. All do unless set. */
    public Textbox sample(int count) {
        set(Merging.SAMPLES, Merging.samples(count));
        return set(Merging.MEMBER, "sample");
    }

    /** Only the crew can write. */
    public Textbox crew() {
        return set(Merging.MEMBER, "crew");
    }

    /** Calls back with what a viewer wrote. */
    public Textbox onText(BiConsumer<Viewer, String> handler) {
        onText = handler;
        return this;
    }

    /** Calls back with a text that is paid for, in {@link Purchase#text}. */
    public Textbox onBuy(BiConsumer<Viewer, Purchase> handler) {
        shop.onBuy(handler);
        return this;
    }

    @Override
    void text(Viewer viewer, String text) {
        BiConsumer<Viewer, String> handler = onText;
        if (handler != null) {
            handler.accept(viewer, text);
        }
    }

    @Override
    void sell(Purchase purchase) {
        shop.sell(purchase);
    }
}
