package dev.treecast.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A column of a table of results.
 *
 * @param title short, with its unit
 * @param value the text of a row
 * @param <T> what a row is made of
 */
record Column<T>(String title, Function<T, String> value) {

    /** The columns of the fan-out's table. */
    static List<Column<FanoutStep>> fanout() {
        return List.of(
                of("viewers", step -> number(step.viewers(), 0)),
                of("Mbit/s", step -> number(step.window().mbitPerSecond(), 1)),
                of("packets/s", step -> number(step.window().packetsPerSecond(), 0)),
                of("server CPU", step -> percent(step.window().serverCpuShare(), 1)),
                of("CPU/packet µs", step -> number(step.window().cpuNsPerPacket() / 1_000, 2)),
                of("loss", step -> percent(step.window().lossShare(), 4)),
                of("latency ms p50", step -> number(step.latency().p50(), 2)),
                of("p99", step -> number(step.latency().p99(), 2)),
                of("p99.9", step -> number(step.latency().p999(), 2)),
                of("join ms p50", step -> number(step.join().connecting().p50(), 0)),
                of("p99", step -> number(step.join().connecting().p99(), 0)),
                of("KiB/viewer RSS", step -> number(step.residentKibPerViewer(), 1)),
                of("used", step -> number(step.usedKibPerViewer(), 1)),
                of("heap", step -> number(step.heapKibPerViewer(), 1)),
                of("direct", step -> number(step.directKibPerViewer(), 1)),
                of("GC", step -> number(step.window().gcPausesMs().size(), 0)),
                of("max ms", step -> number(step.window().gcPauseMsMax(), 2)),
                of("B/packet", step -> number(step.window().allocatedBytesPerPacket(), 1)),
                of("swarm CPU", step -> percent(step.window().swarmCpuShare(), 1)));
    }

    private static Column<FanoutStep> of(String title, Function<FanoutStep, String> value) {
        return new Column<>(title, value);
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** @param share 0 to 1 */
    static String percent(double share, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f %%", share * 100);
    }
}
