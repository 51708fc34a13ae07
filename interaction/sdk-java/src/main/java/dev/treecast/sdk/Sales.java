package dev.treecast.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Purchases between the server, which repeats itself until it is answered, and the game, which hears of each once. Owned by the loop. */
final class Sales implements Purchase.Answers {
    private final Core core;
    private final Purchases purchases = new Purchases();
    /** What an earlier life of the game left open: it comes right behind the welcome, before this life has declared what it sells. */
    private final List<Purchase> early = new ArrayList<>();

    private boolean open;

    Sales(Core core) {
        this.core = core;
    }

    /** Any thread's: the game has decided. */
    @Override
    public void answer(String purchase, Map<String, Object> message) {
        core.loop.run(() -> {
            Purchases.Settled over = purchases.answer(purchase, message);
            if (over == null) {
                core.send(Json.write(message));
            } else {
                tell(over);
            }
        });
    }

    /** Says again on a new connection what the server has not confirmed. */
    void connected() {
        purchases.unsettled().forEach(core::send);
    }

    /** The game has declared what it sells. */
    void open() {
        open = true;
        early.forEach(this::offer);
        early.clear();
    }

    void deliver(long nowNs, JsonObject deliver) {
        Purchase purchase = new Purchase(deliver, this);
        if (!purchases.add(nowNs, purchase)) {
            String answer = purchases.answer(purchase.id());
            if (answer != null) {
                core.send(answer);
            }
        } else if (open) {
            offer(purchase);
        } else if (early.size() < core.options.queuedEventsMax()) {
            early.add(purchase);
        } else {
            purchases.forget(purchase.id());
        }
    }

    private void offer(Purchase purchase) {
        boolean taken = core.callbacks.offer(() -> {
            if (core.clock.known() && core.clock.nowUs(core.loop.nowNs()) > purchase.expiresAt()) {
                // The server has given it back while the game was busy.
                return;
            }
            Control<?> control = core.controls.get(purchase.where());
            if (control == null) {
                purchase.unavailable("the game does not sell this now");
            } else {
                control.sell(purchase);
            }
        });
        if (!taken) {
            // The server delivers again what nobody answers; perhaps there is room then.
            purchases.forget(purchase.id());
        }
    }

    void settled(String id, boolean captured) {
        Purchases.Settled settled = purchases.settled(id, captured);
        if (settled != null) {
            tell(settled);
        }
    }

    private void tell(Purchases.Settled settled) {
        Purchase purchase = settled.purchase();
        core.callbacks.offer(() -> purchase.settled(settled.captured()));
        if (settled.late()) {
            core.report(new ShowError(
                    "late",
                    "purchase " + purchase.id() + " was captured too late: the viewer has the credits back",
                    purchase.control(),
                    0));
        }
    }
}
