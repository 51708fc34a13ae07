package dev.treecast.bench.report;

import dev.treecast.bench.loss.LossRow;
import dev.treecast.bench.relay.RelayResult;
import dev.treecast.bench.traffic.TrafficResult;
import dev.treecast.bench.tree.TreeResult;
import java.util.ArrayList;
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

    /** The columns of a game's traffic. */
    static List<Column<TrafficResult>> traffic() {
        return List.of(
                of("measured", result -> result.way().text()),
                of("viewers", result -> number(result.viewers(), 0)),
                of("inputs/s", result -> number(result.inputsPerSecond(), 0)),
                of("controls/tick", result -> number(result.controlsPerTick(), 0)),
                of("messages/s", result -> number(result.messagesPerSecond(), 1)),
                of("bytes/s", result -> number(result.bytesPerSecond(), 0)),
                of("Mbit/s", result -> number(result.mbitPerSecond(), 3)),
                of("one by one", result -> number(result.saving(), 1) + " ×"),
                of("controls", TrafficResult::description));
    }

    /** The columns of relays. */
    static List<Column<RelayResult>> relay() {
        List<Column<RelayResult>> columns = new ArrayList<>();
        columns.add(of("children", result -> number(result.children(), 0)));
        columns.add(of("streams", result -> number(result.streams(), 0)));
        columns.add(of("packets/s out", result -> number(result.forwarded() / result.seconds(), 0)));
        columns.add(of("missed", result -> number((double) result.missed(), 0)));
        columns.add(of("core busy", result -> percent(result.busy(), 0)));
        columns.add(of("CPU/packet µs", result -> number(result.nsPerPacket() / 1_000, 2)));
        String[] links = {"one link p50", "two p50", "three p50"};
        for (int i = 0; i < links.length; i++) {
            int index = i;
            columns.add(of(links[i], result -> number(result.links().get(index).p50(), 2)));
            columns.add(of("p99", result -> number(result.links().get(index).p99(), 2)));
        }
        columns.add(of("join p50", result -> number(result.joinMs().p50(), 1)));
        columns.add(of("p99", result -> number(result.joinMs().p99(), 1)));
        return columns;
    }

    /** The columns of a simulated tree. */
    static List<Column<TreeResult>> tree() {
        return List.of(
                of("        scenario", result -> result.plan().scenario().text()),
                of("nodes", result -> number(result.plan().nodes(), 0)),
                of("viewers", result -> number((double) result.viewersServed(), 0)),
                of(
                        "first packet ms p50",
                        result -> number(result.firstPacketMs().p50(), 0)),
                of("p95", result -> number(result.firstPacketMs().p95(), 0)),
                of("p99", result -> number(result.firstPacketMs().p99(), 0)),
                of("join ms p50", result -> number(result.joinMs().p50(), 0)),
                of("p95", result -> number(result.joinMs().p95(), 0)),
                of("at depth 1 / 2 / 3", TreeResult::depths),
                of("relays used", result -> result.relaysUsed() + " of " + result.relays()),
                of("load p95", result -> number(result.relayLoad().p95(), 0) + " %"),
                of("max", result -> number(result.relayLoad().max(), 0) + " %"),
                of("gaps", result -> number((double) result.gapMs().count(), 0)),
                of("ms p50", result -> number(result.gapMs().p50(), 0)),
                of("p95", result -> number(result.gapMs().p95(), 0)),
                of("max", result -> number(result.gapMs().max(), 0)),
                of("recovery ms max", result -> number(result.recoveryMs().max(), 0)),
                of(
                        "control messages/s mean",
                        result -> number(result.messagesPerNode().mean(), 1)),
                of("p99", result -> number(result.messagesPerNode().p99(), 0)),
                of("max", result -> number(result.messagesPerNode().max(), 0)),
                of("B/s mean", result -> number(result.bytesPerNode().mean(), 0)),
                of("p99", result -> number(result.bytesPerNode().p99(), 0)),
                of("max", result -> number(result.bytesPerNode().max(), 0)),
                of("orphan ms max", result -> number(result.orphanMsMax(), 0)),
                of("wall s", result -> number(result.wallSeconds(), 0)));
    }

    /** The columns of losses and their repair. */
    static List<Column<LossRow>> loss() {
        return List.of(
                of("                             repair", LossRow::what),
                of("loss", row -> percent(row.loss(), 0)),
                of("burst ms", row -> number(row.burstMs(), 0)),
                of("requests lost", row -> percent(row.requestsLost(), 0)),
                of("round trip ms", row -> number(row.roundTripMs(), 0)),
                of("deadline ms", row -> number(row.deadlineMs(), 0)),
                of("residual", row -> percent(row.residual(), 4)),
                of("overhead", row -> row.overhead() < 0 ? "–" : percent(row.overhead(), 1)),
                of("repaired ms p50", row -> row.repairMs() == 0 ? "–" : number(row.repairMs(), 0)));
    }

    private static <T> Column<T> of(String title, Function<T, String> value) {
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
