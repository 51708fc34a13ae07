package dev.treecast.bench.purchases;

import dev.treecast.interaction.ledger.Ledger;
import dev.treecast.interaction.ledger.Purchase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares three sets of books when all is over: what viewers were told, what the game decided, and what the ledger has on disk. */
final class Audit {
    private static final int SENTENCES_MAX = 10;

    private final String show;
    private final Ledger ledger;
    private final long startingCredits;
    private final Map<String, Sale> sales = new HashMap<>();
    private final List<String> sentences = new ArrayList<>();
    private int captured;
    private int voided;
    private int lost;
    private int chargedTwice;
    private int contradictions;
    private int balanceMismatches;
    private int gameMismatches;

    private Audit(String show, Ledger ledger, long startingCredits, Collection<Sale> sales) {
        this.show = show;
        this.ledger = ledger;
        this.startingCredits = startingCredits;
        sales.forEach(sale -> this.sales.put(sale.purchase(), sale));
    }

    /**
     * @param orders of all viewers
     * @param balances what each principal was told last
     */
    static AuditFindings of(
            String show,
            Ledger ledger,
            long startingCredits,
            Collection<Order> orders,
            Map<String, Long> balances,
            Collection<Sale> sales) {
        Audit audit = new Audit(show, ledger, startingCredits, sales);
        Map<String, List<Order>> byPrincipal = new HashMap<>();
        orders.forEach(order -> byPrincipal
                .computeIfAbsent(order.principal(), principal -> new ArrayList<>())
                .add(order));
        byPrincipal.forEach((principal, own) -> audit.principal(principal, own, balances.getOrDefault(principal, -1L)));
        audit.strangers(orders);
        return new AuditFindings(
                audit.captured,
                audit.voided,
                audit.lost,
                audit.chargedTwice,
                audit.contradictions,
                audit.balanceMismatches,
                audit.gameMismatches,
                List.copyOf(audit.sentences));
    }

    private void principal(String principal, List<Order> orders, long told) {
        orders.forEach(this::order);
        long paid = orders.stream()
                .filter(order -> order.state() == Order.State.CAPTURED)
                .mapToLong(order -> order.wares().cost())
                .sum();
        long sold = sales.values().stream()
                .filter(sale -> sale.principal().equals(principal) && sale.captures())
                .mapToLong(Sale::cost)
                .sum();
        long kept = ledger.balance(show, principal);
        long right = startingCredits - paid;
        if (told != right || kept != right || paid != sold) {
            balanceMismatches++;
            say(principal + " was told of " + told + " credits and has " + kept + ", but started with "
                    + startingCredits + ", paid " + paid + ", and the game sold it " + sold + ".");
        }
        Set<String> keys = new HashSet<>();
        for (Purchase purchase : ledger.recent(show, principal)) {
            if (!keys.add(purchase.key())) {
                chargedTwice++;
                say("The ledger has two purchases under the key " + purchase.key() + ".");
            }
        }
    }

    private void order(Order order) {
        contradictions += order.contradictions();
        if (order.contradictions() > 0) {
            say("The server contradicted itself on " + order.key() + ".");
        }
        Purchase.State kept = switch (order.state()) {
            case CAPTURED -> Purchase.State.CAPTURED;
            case VOIDED -> Purchase.State.VOIDED;
            case OPEN, HELD -> Purchase.State.HELD;
        };
        Purchase purchase = ledger.byKey(show, order.principal(), order.key());
        if (!order.state().isFinal()
                || purchase == null
                || purchase.state() != kept
                || !purchase.id().equals(order.purchase())) {
            lost++;
            say("The order " + order.key() + " is " + order.state() + " to its viewer, and in the ledger "
                    + (purchase == null ? "not at all" : purchase.state()) + ".");
            return;
        }
        captured += order.state() == Order.State.CAPTURED ? 1 : 0;
        voided += order.state() == Order.State.VOIDED ? 1 : 0;
        Sale sale = sales.get(order.purchase());
        if (sale == null
                || sale.captures() != (order.state() == Order.State.CAPTURED)
                || sale.cost() != order.wares().cost()
                || !sale.principal().equals(order.principal())
                || (order.wares() == Wares.SAY && !sale.text().equals(order.key()))) {
            gameMismatches++;
            say("The order " + order.key() + " is " + order.state() + ", but the game has " + sale + ".");
        }
    }

    /** Sales that nobody ordered, or that are an order's second purchase, and what the game has left open. */
    private void strangers(Collection<Order> orders) {
        Set<String> known = new HashSet<>();
        orders.forEach(order -> known.add(order.purchase()));
        for (Sale sale : sales.values()) {
            if (!known.contains(sale.purchase())) {
                gameMismatches++;
                say("The game sold " + sale + ", which no viewer knows of.");
            }
        }
        for (Purchase held : ledger.held(show)) {
            gameMismatches++;
            say("The ledger still holds " + held + ".");
        }
    }

    private void say(String sentence) {
        if (sentences.size() < SENTENCES_MAX) {
            sentences.add(sentence);
        }
    }
}
