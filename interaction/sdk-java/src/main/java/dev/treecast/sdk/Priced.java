package dev.treecast.sdk;

import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * A control that can cost something, and can need time between two uses: a {@link Button} or a {@link Textbox}.
 *
 * @param <T> the control's own kind
 */
public abstract sealed class Priced<T extends Priced<T>> extends Merged<T> permits Button, Textbox {
    private final Shop shop = new Shop();

    Priced(Core core, String scene, String id, String kind) {
        super(core, scene, id, kind);
    }

    /** Credits for a use; 0 unless set. Above 0 uses are purchases, and come to {@link #onBuy} only. */
    public T cost(long credits) {
        return set("cost", Names.within("a cost", credits, 0, COST_MAX));
    }

    /** How long a purchase waits for the game's answer; 30 s unless set, 5 min at most. */
    public T hold(Duration time) {
        return set("holdMs", "a hold", time, 1, 300_000);
    }

    /** How long a viewer waits before using it again; an hour at most. */
    public T cooldown(Duration time) {
        return set("cooldownMs", "a cooldown", time, 0, 3_600_000);
    }

    /** As {@link #cooldown(Duration)}, for a viewer's group or everyone as well. */
    public T cooldown(Duration time, Per per) {
        set("cooldownPer", per.wire());
        return cooldown(time);
    }

    /** Calls back with a purchase, which has to be answered: at once, or later from anywhere. */
    public T onBuy(BiConsumer<Viewer, Purchase> handler) {
        shop.onBuy(handler);
        return self();
    }

    @Override
    void sell(Purchase purchase) {
        shop.sell(purchase);
    }
}
