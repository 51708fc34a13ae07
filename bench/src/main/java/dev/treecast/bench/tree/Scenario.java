package dev.treecast.bench.tree;

import java.util.Locale;

/** What goes wrong while the crowd comes. */
public enum Scenario {
    FLASH_CROWD(10, "nothing goes wrong"),
    RELAY_CRASHES(15, "twenty relays of a hundred are killed one by one, the busiest first, and come back 10 s later"),
    REGION_LOSS(25, "a region dies in one moment, its viewers come back elsewhere"),
    DIRECTORY_OUTAGE(560, "the directory is away for 10 minutes, from 5 s after the crowd began; relays die meanwhile"),
    PARTITION(30, "a region is cut off for 20 s, with ingest nodes whose publishers go elsewhere"),
    CLOCK_SKEW(30, "wall clocks are up to 10 minutes off, some jump, relays are killed as well"),
    DRAIN(20, "one relay of ten is drained, the busiest of each region among them"),
    CHURN(15, "nodes of all kinds die and come back, viewers leave and return, publishers move");

    final int tailSeconds;
    private final String description;

    Scenario(int tailSeconds, String description) {
        this.tailSeconds = tailSeconds;
        this.description = description;
    }

    /** As the command line spells it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String description() {
        return description;
    }
}
