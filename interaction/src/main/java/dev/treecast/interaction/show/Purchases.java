package dev.treecast.interaction.show;

import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ControlKind;
import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Identifier;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Purchases of a show: hold, deliver, capture or void. Nothing is said to anybody before the ledger has it; see {@link Settled}. Deliveries are repeated until
 * the game settles them.
 */
final class Purchases {
    /** A key has at least so many characters, so that it is not guessed to be free by counting. */
    private static final int KEY_LENGTH_MIN = 8;

    private static final int TOLD_MAX = 100_000;

    /** Books that are not here are asked for every second. */
    private static final long RETRY_AFTER_MS = 1_000;

    private static final class Delivery {
        private final String purchase;
        private int attempts;
        private long nextNs = Long.MAX_VALUE;

        Delivery(String purchase) {
            this.purchase = purchase;
        }

        String purchase() {
            return purchase;
        }

        long nextNs() {
            return nextNs;
        }
    }

    private final Show show;
    private final Services services;
    private final Ledger ledger;
    private final Map<String, Delivery> deliveries = new HashMap<>();
    /** The deliveries that will be repeated, the next one first. */
    private final TreeSet<Delivery> due =
            new TreeSet<>(Comparator.comparingLong(Delivery::nextNs).thenComparing(Delivery::purchase));

    private final Set<String> asking = new HashSet<>();
    /** What is to be said once the ledger can be written again; a set, so that it does not grow with those who ask again and again. */
    private final Set<String> owed = new LinkedHashSet<>();
    /** Ends that their buyers have heard of. */
    private final Set<String> told = new LinkedHashSet<>();

    Purchases(Show show, Services services) {
        this.show = show;
        this.services = services;
        this.ledger = services.ledger();
    }

    int open() {
        return deliveries.size();
    }

    /** An {@code intent} message. */
    void intent(long nowNs, Viewer viewer, Members message) throws Refusal {
        String key = message.text("key", Identifier.LENGTH_MAX);
        if (!Identifier.isValid(key, KEY_LENGTH_MIN)) {
            throw message.misfit("key", "8 to 64 of A-Z a-z 0-9 _ - .");
        }
        Purchase known = ledger.byKey(show.stream(), viewer.who().id(), key);
        if (known != null) {
            tell(viewer, known);
            return;
        }
        show.counters().receive(1);
        try {
            begin(nowNs, viewer, key, message);
        } catch (Refusal refusal) {
            if (refusal.code().isStrike()) {
                throw refusal;
            }
            refuse(viewer, key, refusal);
        }
    }

    private void refuse(Viewer viewer, String key, Refusal refusal) {
        show.counters().drop(refusal.code());
        viewer.send(Messages.refused(key, refusal, balance(viewer)));
    }

    /** The ledger has the show's books: who came before them hears what is in them. */
    void restore() {
        for (Viewer viewer : show.viewers().all()) {
            viewer.send(Json.bytes(Messages.of("balance").put("balance", balance(viewer))));
            tellRecent(viewer);
        }
        if (show.game() != null) {
            deliverAll();
        }
    }

    /** The balance that may be told; {@link Ledger#UNKNOWN} as long as it is. */
    long balance(Viewer viewer) {
        return ledger.balanceOnDisk(show.stream(), viewer.who().id());
    }

    private void begin(long nowNs, Viewer viewer, String key, Members message) throws Refusal {
        Control control = onSale(nowNs, viewer, message.identifier("control"));
        long seenUs = show.seenUs(show.timeUs(nowNs), viewer, message.rtpTimestamp("seen"));
        if (control.kind() == ControlKind.BUTTON) {
            hold(nowNs, viewer, key, control, null, seenUs);
            return;
        }
        String text = show.texts().read(nowNs, viewer, control, message);
        String asked = viewer.who().id() + " " + key;
        if (!asking.add(asked)) {
            return;
        }
        try {
            show.texts()
                    .ask(
                            nowNs,
                            viewer,
                            control,
                            text,
                            passed -> {
                                asking.remove(asked);
                                try {
                                    // The control may be another one by now, and the viewer's money spent.
                                    Control now = onSale(show.lastNs(), viewer, control.id());
                                    hold(show.lastNs(), viewer, key, now, passed, seenUs);
                                } catch (Refusal refusal) {
                                    refuse(viewer, key, refusal);
                                }
                            },
                            refusal -> {
                                asking.remove(asked);
                                refuse(viewer, key, refusal);
                            });
        } catch (Refusal refusal) {
            asking.remove(asked);
            throw refusal;
        }
    }

    /** The control, when this viewer can buy it now. */
    private Control onSale(long nowNs, Viewer viewer, String id) throws Refusal {
        Control control = show.inputDesk().controlOf(viewer, id);
        boolean sells = control.kind() == ControlKind.BUTTON || control.kind() == ControlKind.TEXTBOX;
        if (!sells || control.cost() == 0) {
            throw new Refusal(ErrorCode.INVALID, "This control costs nothing.", id);
        }
        show.inputDesk().check(nowNs, viewer, control);
        show.cooldowns().check(nowNs, control, viewer);
        long balance = ledger.balance(show.stream(), viewer.who().id());
        if (balance == Ledger.UNKNOWN) {
            throw new Refusal(ErrorCode.UNAVAILABLE, "Nothing can be bought at the moment.", id, RETRY_AFTER_MS);
        }
        if (balance < control.cost()) {
            throw new Refusal(ErrorCode.FUNDS, "The balance does not cover it.", id);
        }
        return control;
    }

    private void hold(long nowNs, Viewer viewer, String key, Control control, @Nullable String text, long seenUs)
            throws Refusal {
        long nowUs = show.timeUs(nowNs);
        HexFormat hex = HexFormat.of();
        String id = hex.toHexDigits(services.random().nextLong())
                + hex.toHexDigits(services.random().nextLong());
        Purchase held = ledger.hold(new Purchase(
                id,
                show.stream(),
                viewer.who().id(),
                key,
                control.scene(),
                control.id(),
                control.cost(),
                text,
                viewer.who().name(),
                seenUs,
                nowUs,
                nowUs + control.holdMs() * 1_000L,
                Purchase.State.HELD,
                null,
                null,
                -1,
                0));
        show.cooldowns().start(nowNs, control, viewer);
        tell(viewer, held);
        if (held.id().equals(id)) {
            Delivery delivery = new Delivery(id);
            deliveries.put(id, delivery);
            services.settled().then(sentNs -> deliver(sentNs, delivery));
        }
    }

    private void deliver(long nowNs, Delivery delivery) {
        Game game = show.game();
        Purchase purchase = ledger.byId(show.stream(), delivery.purchase);
        if (purchase == null || !purchase.isHeld()) {
            end(delivery.purchase);
            return;
        }
        due.remove(delivery);
        delivery.nextNs = nowNs + services.options().redeliverNs();
        due.add(delivery);
        if (game != null) {
            delivery.attempts++;
            game.send(Messages.deliver(purchase, delivery.attempts));
        }
    }

    /** A game has come: it hears of everything that is open, also of what a process before this one held. */
    void deliverAll() {
        for (Purchase purchase : ledger.held(show.stream())) {
            if (ledger.isWritable()) {
                Delivery delivery = deliveries.computeIfAbsent(purchase.id(), Delivery::new);
                services.settled().then(sentNs -> deliver(sentNs, delivery));
            } else {
                owe(purchase.id());
            }
        }
    }

    /** Everybody concerned hears of the purchase as it is when the ledger can be written again. */
    private void owe(String id) {
        if (owed.isEmpty()) {
            services.settled().then(this::tellOwed);
        }
        owed.add(id);
    }

    private void tellOwed(long nowNs) {
        List<String> ids = List.copyOf(owed);
        owed.clear();
        for (String id : ids) {
            Purchase purchase = ledger.byId(show.stream(), id);
            if (purchase == null) {
                continue;
            }
            tellBuyer(purchase);
            Game game = show.game();
            if (purchase.isHeld()) {
                deliver(nowNs, deliveries.computeIfAbsent(id, Delivery::new));
            } else if (game != null) {
                sayEnd(game, purchase);
            }
        }
    }

    /**
     * Delivers this purchase no more.
     *
     * @return whether it would have been
     */
    private boolean end(String id) {
        Delivery delivery = deliveries.remove(id);
        if (delivery != null) {
            due.remove(delivery);
        }
        return delivery != null;
    }

    /** Tells a viewer the state of a purchase, once that is on disk. */
    private void tell(Viewer viewer, Purchase purchase) {
        if (!ledger.isWritable()) {
            owe(purchase.id());
            return;
        }
        services.settled().then(sentNs -> {
            if (!viewer.isGone()) {
                viewer.send(Messages.state(purchase, balance(viewer)));
                noteTold(purchase);
            }
        });
    }

    /** What a viewer that comes back bought in the last 24 h, unless it has heard the end of it. */
    void tellRecent(Viewer viewer) {
        ledger.recent(show.stream(), viewer.who().id()).stream()
                .filter(purchase -> purchase.isHeld() || !told.contains(purchase.id()))
                .forEach(purchase -> tell(viewer, purchase));
    }

    private void noteTold(Purchase purchase) {
        if (!purchase.isHeld() && told.add(purchase.id()) && told.size() > TOLD_MAX) {
            told.remove(told.iterator().next());
        }
    }

    void capture(long nowNs, Game game, Members message) throws Refusal {
        String id = message.identifier("purchase");
        settled(game, id, ledger.capture(show.stream(), id, show.timeUs(nowNs)));
    }

    void release(long nowNs, Game game, Members message) throws Refusal {
        String id = message.identifier("purchase");
        String code = message.text("code", 16);
        if (!Set.of("failed", "unavailable", "retry").contains(code)) {
            throw message.misfit("code", "'failed', 'unavailable' or 'retry'");
        }
        String sentence = message.textOrNull("message", 500);
        long retryMs = message.integer("retryAfterMs", 0, 86_400_000, -1);
        settled(game, id, ledger.release(show.stream(), id, code, sentence, retryMs, show.timeUs(nowNs)));
    }

    private void settled(Game game, String id, @Nullable Purchase purchase) throws Refusal {
        if (purchase == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such purchase.", id);
        }
        boolean first = end(id);
        if (!ledger.isWritable()) {
            owe(id);
            return;
        }
        services.settled().then(sentNs -> {
            sayEnd(game, purchase);
            if (first) {
                tellBuyer(purchase);
            }
        });
    }

    private static void sayEnd(Game game, Purchase purchase) {
        game.send(Json.bytes(Messages.of("settled")
                .put("purchase", purchase.id())
                .put("state", purchase.state() == Purchase.State.CAPTURED ? "captured" : "voided")));
    }

    private void tellBuyer(Purchase purchase) {
        Participant buyer = show.viewers().participant(purchase.principal());
        if (buyer != null) {
            long balance = ledger.balanceOnDisk(show.stream(), purchase.principal());
            for (Viewer viewer : show.viewers().of(buyer)) {
                viewer.send(Messages.state(purchase, balance));
                noteTold(purchase);
            }
        }
    }

    /** A hold has run out, or the show has ended: the ledger has voided it. */
    void expired(Purchase purchase) {
        end(purchase.id());
        if (!ledger.isWritable()) {
            owe(purchase.id());
            return;
        }
        services.settled().then(sentNs -> {
            tellBuyer(purchase);
            Game game = show.game();
            if (game != null) {
                sayEnd(game, purchase);
            }
        });
    }

    /** The show has ended. */
    void voidAll(long nowNs) {
        for (Purchase each : ledger.held(show.stream())) {
            Purchase voided = ledger.release(
                    show.stream(), each.id(), ErrorCode.ENDED.text(), "The show has ended.", -1, show.timeUs(nowNs));
            if (voided != null) {
                expired(voided);
            }
        }
    }

    long nextDeadlineNs() {
        return show.game() == null || due.isEmpty() ? Long.MAX_VALUE : due.first().nextNs;
    }

    void timeout(long nowNs) {
        while (nextDeadlineNs() <= nowNs) {
            deliver(nowNs, due.first());
        }
    }
}
