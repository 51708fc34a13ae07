package dev.treecast.bench.lab;

/** A measurement that cannot be made or went wrong. */
public final class BenchFailure extends Exception {
    private final String sentence;

    /** @param sentence for whoever ran it: what is wrong and, where that is known, what to do */
    public BenchFailure(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public BenchFailure(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
