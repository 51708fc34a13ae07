package dev.treecast.bench.purchases;

/** What the game sells: a button, and a textbox, whose text is the order's key, so that the game knows it too. */
enum Wares {
    HEAL("heal", 11),
    SAY("say", 7);

    private final String control;
    private final long cost;

    Wares(String control, long cost) {
        this.control = control;
        this.cost = cost;
    }

    /** The control's id. */
    String control() {
        return control;
    }

    /** Credits. */
    long cost() {
        return cost;
    }
}
