package dev.treecast.bench.network;

import dev.treecast.bench.lab.BenchFailure;
import java.util.Arrays;
import java.util.Optional;

/** What is measured over bad networks. */
public enum NetworkScenario {
    LOSS("loss", "random loss of 1, 5 and 10 %", false),
    BANDWIDTH("bandwidth", "a bottleneck that narrows and widens", false),
    JOIN("join", "joins while many watch", false),
    BACKLOG("backlog", "how far behind live a viewer begins", false),
    SHALLOW("shallow", "a bottleneck with hardly a queue", true),
    COST("cost", "CPU for a packet", true);

    private final String text;
    private final String title;
    private final boolean pinned;

    NetworkScenario(String text, String title, boolean pinned) {
        this.text = text;
        this.title = title;
        this.pinned = pinned;
    }

    public static Optional<NetworkScenario> named(String name) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.text.equals(name))
                .findAny();
    }

    /** Its name on the command line. */
    public String text() {
        return text;
    }

    /** What it is, for a heading. */
    public String title() {
        return title;
    }

    /** Whether CPU is measured: servers and swarms then get cores of their own. Chromium has threads for all cores. */
    public boolean pinned() {
        return pinned;
    }

    /** Sets it up, measures and cleans up. */
    public ScenarioResult run(NetworkSetting setting) throws BenchFailure, InterruptedException {
        return switch (this) {
            case LOSS -> LossScenario.run(setting);
            case BANDWIDTH -> BandwidthScenario.run(setting);
            case JOIN -> JoinScenario.run(setting);
            case BACKLOG -> BacklogScenario.run(setting);
            case SHALLOW -> ShallowScenario.run(setting);
            case COST -> CostScenario.run(setting);
        };
    }
}
