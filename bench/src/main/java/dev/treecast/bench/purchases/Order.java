package dev.treecast.bench.purchases;

/** What one viewer wants to buy once, under one key, and what it was told of it. Owned by its buyer's thread; read by others after that has ended. */
final class Order {
    /** What the viewer knows. */
    enum State {
        /** Nothing, or that no purchase came of it so far. */
        OPEN,
        HELD,
        CAPTURED,
        VOIDED;

        boolean isFinal() {
            return this == CAPTURED || this == VOIDED;
        }
    }

    // Given.
    private final String principal;
    private final String key;
    private final Wares wares;

    // State.
    private State state = State.OPEN;
    private String purchase = "";
    private int contradictions;

    Order(String principal, String key, Wares wares) {
        this.principal = principal;
        this.key = key;
        this.wares = wares;
    }

    /** The server says what has become of it; it may say so again, but neither another purchase nor another end. */
    void heard(State said, String purchaseId) {
        boolean another = !purchase.isEmpty() && !purchase.equals(purchaseId);
        boolean undone = state.isFinal() && said != state;
        if (another || undone) {
            contradictions++;
        }
        purchase = purchaseId;
        state = said;
    }

    /** The server says that there is no such purchase: true as long as it has not spoken of one. */
    void heardOfNone() {
        if (!purchase.isEmpty()) {
            contradictions++;
            state = State.OPEN;
        }
    }

    String principal() {
        return principal;
    }

    String key() {
        return key;
    }

    Wares wares() {
        return wares;
    }

    State state() {
        return state;
    }

    /** The server's name for it; empty until it has one. */
    String purchase() {
        return purchase;
    }

    /** How often the server said what cannot be after what it had said before. */
    int contradictions() {
        return contradictions;
    }
}
