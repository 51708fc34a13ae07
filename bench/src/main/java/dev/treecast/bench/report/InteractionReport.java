package dev.treecast.bench.report;

import dev.treecast.bench.rig.Window;
import dev.treecast.bench.swarm.InteractionCounts;
import dev.treecast.bench.swarm.Percentiles;
import java.util.List;
import java.util.stream.Stream;

/**
 * Viewers who press buttons beside watching.
 *
 * @param run how it was made
 * @param notes sentences that a reader of the numbers needs
 * @param viewers who watch and press
 * @param inputsPerSecond of each
 * @param start what was counted before they came
 * @param before what was counted when the window began
 * @param after and when it ended, with the times within it
 * @param window what the rest of the rig counted meanwhile
 * @param memory what their data channels cost the server
 */
public record InteractionReport(
        RunInfo run,
        List<String> notes,
        int viewers,
        double inputsPerSecond,
        InteractionCounts start,
        InteractionCounts before,
        InteractionCounts after,
        Window window,
        ChannelMemory memory) {

    private List<Fact> facts() {
        long sent = after.inputsSent() - before.inputsSent();
        double perSecond = sent / window.seconds();
        double mediaNs = window.serverCpuNsByKind().getOrDefault("media", 0L);
        double busNs = window.serverCpuNsByKind().getOrDefault("interaction", 0L);
        List<Fact> facts = List.of(
                new Fact("viewers welcomed by the bus", (after.welcomed() - start.welcomed()) + " of " + viewers),
                new Fact("inputs", Column.number(perSecond, 0) + " a second"),
                new Fact(
                        "inputs that reached the game, of all so far",
                        Column.percent(
                                after.inputsSent() == 0 ? 0 : (double) after.inputsFolded() / after.inputsSent(), 2)),
                new Fact("press to game p50 / p99 / max", ms(after.pressToGame())),
                new Fact("event to viewers p50 / p99 / max", ms(after.eventToViewer())),
                new Fact("refusals", Long.toString(after.errors() - before.errors())),
                new Fact(
                        "video loss",
                        Column.percent(window.counts().lossShare(), 4) + " ("
                                + window.counts().lost() + " packets)"),
                new Fact("server CPU", Column.number(window.serverCpuShare(), 2) + " cores"),
                new Fact("of it the bus", Column.percent(busNs / Math.max(1, window.serverCpuNs()), 1)),
                new Fact("of it the media loops", Column.percent(mediaNs / Math.max(1, window.serverCpuNs()), 1)),
                new Fact("longest GC pause", Column.number(window.gcPauseMsMax(), 2) + " ms"));
        return Stream.concat(facts.stream(), memory.facts().stream()).toList();
    }

    private static String ms(Percentiles times) {
        return "%.1f / %.1f / %.1f ms (%d)".formatted(times.p50(), times.p99(), times.max(), times.count());
    }

    /** For the terminal. */
    public String text() {
        return Fact.text(facts());
    }

    String markdown() {
        List<String> all =
                Stream.concat(notes.stream(), Stream.of(memory.note())).toList();
        return Fact.markdown("Interaction", run, facts(), all);
    }
}
