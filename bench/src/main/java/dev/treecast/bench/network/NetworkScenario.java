package dev.treecast.bench.network;

import dev.treecast.bench.lab.BenchFailure;
import java.util.Arrays;
import java.util.Optional;

/** What is measured over bad networks. */
public enum NetworkScenario {
    LOSS("loss", "random loss of 1, 5 and 10 %", false, LossScenario::run),
    BANDWIDTH("bandwidth", "a bottleneck that narrows and widens", false, BandwidthScenario::run),
    JOIN("join", "joins while many watch", false, JoinScenario::run),
    BACKLOG("backlog", "how far behind live a viewer begins", false, BacklogScenario::run),
    SHALLOW("shallow", "a bottleneck with hardly a queue", true, ShallowScenario::run),
    COST("cost", "CPU for a packet", true, CostScenario::run);

    /** Runs a scenario. */
    @FunctionalInterface
    private interface Runner {
        ScenarioResult run(NetworkSetting setting) throws BenchFailure, InterruptedException;
    }

    private final String text;
    private final String title;
    private final boolean pinned;
    private final Runner runner;

    NetworkScenario(String text, String title, boolean pinned, Runner runner) {
        this.text = text;
        this.title = title;
        this.pinned = pinned;
        this.runner = runner;
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
        return runner.run(setting);
    }
}
