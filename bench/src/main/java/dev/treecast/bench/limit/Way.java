package dev.treecast.bench.limit;

/** A loop that does the same as the others. */
public enum Way {
    C("C, OpenSSL", 1),
    LIBCRYPTO("Java, libcrypto", 1.25),
    JDK("Java, the JDK's cipher", 1.5);

    private final String title;
    private final double ratioMax;

    Way(String title, double ratioMax) {
        this.title = title;
        this.ratioMax = ratioMax;
    }

    public String title() {
        return title;
    }

    /** What it may cost at most, of what C costs: our goal. */
    public double ratioMax() {
        return ratioMax;
    }
}
