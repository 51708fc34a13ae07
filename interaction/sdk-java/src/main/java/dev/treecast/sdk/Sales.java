package dev.treecast.sdk;

import java.util.Map;

/** Purchases between the server, which repeats itself until it is answered, and the game, which hears of each once. Owned by the loop. */
final class Sales implements Purchase.Answers {
    private final Core core;
    private final Purchases purchases = new Purchases();

    Sales(Core core) {
        this.core = core;
    }

    /** Any thread's: the game has decided. */
    @Override
    public void answer(String purchase, Map<String, Object> message) {
        core.loop.run(() -> {
            purchases.answer(purchase, message);
            core.send(Json.write(message));
        });
    }

    /** Says again on a new connection what the server has not confirmed. */
    void connected() {
        purchases.unsettled().forEach(core::send);
    }

    void deliver(long nowNs, JsonObject deliver) {
        Purchase purchase = new Purchase(deliver, this);
        if (!purchases.add(nowNs, purchase)) {
            String answer = purchases.answer(purchase.id());
            if (answer != null) {
                core.send(answer);
            }
            return;
        }
        Control<?> control = core.controls.get(purchase.control());
        boolean taken = core.callbacks.offer(() -> {
            if (core.clock.known() && core.clock.nowUs(core.loop.nowNs()) > purchase.expiresAt()) {
                // The server has given it back while the game was busy.
                return;
            }
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
        if (settled == null) {
            return;
        }
        core.callbacks.offer(() -> settled.purchase().settled(captured));
        if (settled.late()) {
            core.report(new ShowError(
                    "late",
                    "purchase " + id + " was captured too late: the viewer has the credits back",
                    settled.purchase().control(),
                    0));
        }
    }
}
