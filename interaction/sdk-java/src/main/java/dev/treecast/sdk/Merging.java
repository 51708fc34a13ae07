package dev.treecast.sdk;

/** How a control's input reaches the game, as the protocol names it. */
final class Merging {
    static final String MEMBER = "merge";
    static final String SAMPLES = "samples";
    static final int SAMPLES_MAX = 16;

    private Merging() {}

    static long samples(int count) {
        return Names.within("samples", count, 1, SAMPLES_MAX);
    }
}
