package dev.treecast.sdk;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a control that sells does with a purchase. */
final class Shop {
    private volatile @Nullable BiConsumer<Viewer, Purchase> onBuy;

    void onBuy(BiConsumer<Viewer, Purchase> handler) {
        onBuy = handler;
    }

    /** Nobody pays for what failed: a purchase that nobody takes, or whose handler throws, is given back at once. */
    void sell(Purchase purchase) {
        BiConsumer<Viewer, Purchase> handler = onBuy;
        if (handler == null) {
            purchase.unavailable("the game does not sell this now");
            return;
        }
        try {
            handler.accept(purchase.viewer(), purchase);
        } catch (RuntimeException e) {
            purchase.refund("the game failed");
            throw e;
        }
    }
}
