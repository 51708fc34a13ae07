package dev.treecast.bench.loss;

/** How losses are repaired. */
public enum Scheme {
    /** What the server does. */
    TREECAST("Treecast"),
    /** The same, and a small packet of padding after each frame, which shows at once what was lost at its end. */
    PADDED("Treecast + padding"),
    /** Every request is answered with one repeat, unless the last one is younger than a round trip: libwebrtc's sender. */
    ONCE("once"),
    /** Every request is answered with two repeats, a little apart. */
    TWICE("twice"),
    /** One XOR packet for each group of packets (RFC 8627, one row), and no repeats. */
    FEC("FEC"),
    /** Both: FEC, and every request is answered with one repeat. */
    FEC_AND_ONCE("FEC + once");

    private final String text;

    Scheme(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    boolean hasFec() {
        return this == FEC || this == FEC_AND_ONCE;
    }

    boolean repeats() {
        return this != FEC;
    }
}
