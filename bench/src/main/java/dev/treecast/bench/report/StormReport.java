package dev.treecast.bench.report;

import dev.treecast.bench.rig.Window;
import dev.treecast.bench.swarm.JoinResult;
import java.util.List;

/**
 * A storm of joins.
 *
 * @param run how it was made
 * @param notes sentences that a reader of the numbers needs
 * @param watching viewers who were there before
 * @param withinSeconds over which the offers were spread
 * @param join how the newcomers came
 * @param calm before the storm
 * @param storm from the first offer until all have come, and a second more
 */
public record StormReport(
        RunInfo run,
        List<String> notes,
        int watching,
        double withinSeconds,
        JoinResult join,
        Window calm,
        Window storm) {

    private List<Fact> facts() {
        double perSecond = join.seconds() == 0 ? 0 : join.connected() / join.seconds();
        return List.of(
                new Fact(
                        "connected",
                        join.connected() + " of " + join.wanted() + " within " + decimal(join.seconds()) + " s, while "
                                + watching + " watched"),
                new Fact("joins", decimal(perSecond) + " a second"),
                new Fact(
                        "join time p50 / p99 / max",
                        ms(
                                join.connecting().p50(),
                                join.connecting().p99(),
                                join.connecting().max())),
                new Fact(
                        "first picture p50 / p99 / max",
                        ms(
                                join.firstPicture().p50(),
                                join.firstPicture().p99(),
                                join.firstPicture().max())),
                new Fact(
                        "watchers' loss",
                        Column.percent(storm.watchers().lossShare(), 4) + " ("
                                + storm.watchers().lost() + " packets), before "
                                + Column.percent(calm.watchers().lossShare(), 4)),
                new Fact(
                        "watchers' latency p50 / p99 / max",
                        ms(
                                        storm.latency().p50(),
                                        storm.latency().p99(),
                                        storm.latency().max()) + ", before "
                                + ms(
                                        calm.latency().p50(),
                                        calm.latency().p99(),
                                        calm.latency().max())),
                new Fact("server CPU", cores(storm.serverCpuShare()) + ", before " + cores(calm.serverCpuShare())),
                new Fact("swarm CPU", cores(storm.swarmCpuShare()) + ", before " + cores(calm.swarmCpuShare())),
                new Fact("longest GC pause", decimal(storm.gcPauseMsMax()) + " ms"));
    }

    /** For the terminal. */
    public String text() {
        return Fact.text(facts());
    }

    String markdown() {
        return Fact.markdown("Join storm", run, facts(), notes);
    }

    private static String decimal(double value) {
        return Column.number(value, 1);
    }

    private static String cores(double share) {
        return Column.number(share, 2) + " cores";
    }

    private static String ms(double... values) {
        StringBuilder text = new StringBuilder();
        for (double value : values) {
            text.append(text.isEmpty() ? "" : " / ").append(Column.number(value, value < 100 ? 2 : 0));
        }
        return text + " ms";
    }
}
