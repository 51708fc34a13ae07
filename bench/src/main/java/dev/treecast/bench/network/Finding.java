package dev.treecast.bench.network;

/**
 * A line of the table.
 *
 * @param what was measured
 * @param goal in words; empty where there is none
 * @param reached by us
 * @param peer the same of Janus; empty where it was not measured
 * @param verdict whether the goal was reached
 */
public record Finding(String what, String goal, String reached, String peer, Verdict verdict) {
    /** Whether a goal was reached. */
    public enum Verdict {
        MET("yes"),
        MISSED("no"),
        NO_GOAL("");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        static Verdict of(boolean met) {
            return met ? MET : MISSED;
        }
    }
}
