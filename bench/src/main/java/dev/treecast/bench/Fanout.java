package dev.treecast.bench;

import dev.treecast.bench.lab.BenchFailure;
import dev.treecast.bench.report.FanoutStep;
import dev.treecast.bench.report.Table;
import dev.treecast.bench.rig.MemoryUse;
import dev.treecast.bench.rig.Progress;
import dev.treecast.bench.rig.Rig;
import dev.treecast.bench.rig.Window;
import dev.treecast.bench.swarm.Counts;
import dev.treecast.bench.swarm.JoinResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures one number of viewers after the other; those who have come stay for the next. */
final class Fanout {
    /** Enough packets for the compiler to do its best on the path of a packet, before anything is measured. */
    private static final int WARM_UP_VIEWERS = 20;

    private final Rig rig;
    private final Progress progress;
    private final Plan plan;
    private final Table<FanoutStep> table = Table.fanout();
    private final List<FanoutStep> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * What to measure.
     *
     * @param viewers counts in rising order
     * @param warmUpSeconds before the first
     * @param settleSeconds before each
     * @param seconds each
     * @param checking viewers who check every payload
     * @param joinsPerSecond how fast they come
     * @param stopAtLimit whether to end at the first loss, and when the CPU is used up
     */
    record Plan(
            List<Integer> viewers,
            double warmUpSeconds,
            double settleSeconds,
            double seconds,
            int checking,
            double joinsPerSecond,
            boolean stopAtLimit) {
        int viewersMax() {
            return Math.max(WARM_UP_VIEWERS, viewers.getLast());
        }
    }

    Fanout(Rig rig, Plan plan, Progress progress) {
        this.rig = rig;
        this.plan = plan;
        this.progress = progress;
    }

    List<FanoutStep> steps() {
        return List.copyOf(steps);
    }

    /** Sentences about how it went. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    void run() throws BenchFailure, InterruptedException {
        if (plan.warmUpSeconds > 0) {
            rig.join(WARM_UP_VIEWERS, 0, plan.joinsPerSecond);
            rig.run(plan.warmUpSeconds, "warming up with " + WARM_UP_VIEWERS + " viewers");
            rig.leaveAll();
        }
        MemoryUse base = rig.memory();
        System.out.println(table.header());
        int there = 0;
        int checking = 0;
        for (int viewers : plan.viewers) {
            int toCheck = Math.clamp(plan.checking - checking, 0, viewers - there);
            FanoutStep step = step(viewers, viewers - there, toCheck, base);
            there = viewers;
            checking += toCheck;
            steps.add(step);
            progress.clear();
            System.out.println(table.row(step));
            System.out.flush();
            step.window().disturbance().ifPresent(sentence -> note("At " + viewers + " viewers: " + sentence));
            Optional<String> limit = limit(step);
            limit.ifPresent(this::note);
            if (limit.isPresent() && plan.stopAtLimit && viewers != plan.viewers.getLast()) {
                note("The sweep stopped there.");
                return;
            }
        }
    }

    private FanoutStep step(int viewers, int missing, int toCheck, MemoryUse base)
            throws BenchFailure, InterruptedException {
        JoinResult join = rig.join(missing, toCheck, plan.joinsPerSecond);
        rig.run(plan.settleSeconds, viewers + " viewers, settling");
        Rig.Mark mark = rig.begin();
        rig.run(plan.seconds, viewers + " viewers, measuring");
        Window window = rig.end(mark);
        return new FanoutStep(viewers, join, window, base, rig.memory());
    }

    /** What kept this step from being as good as the others, if anything did. */
    private static Optional<String> limit(FanoutStep step) {
        String at = "At " + step.viewers() + " viewers ";
        Window window = step.window();
        Counts counts = window.counts();
        if (step.join().connected() < step.join().wanted()) {
            return Optional.of(at + (step.join().wanted() - step.join().connected()) + " could not connect: "
                    + step.join().failures() + ".");
        }
        if (counts.ended() > 0) {
            return Optional.of(at + counts.ended() + " lost their connection.");
        }
        if (counts.lost() > 0) {
            return Optional.of(at + counts.lost() + " of " + counts.expected() + " packets were lost; "
                    + window.swarmSocketFull() + " of them because the swarm did not read in time, and "
                    + window.serverSocketFull() + " datagrams because the server did not" + busy(window) + ".");
        }
        // Behind the losses: a viewer that loses a fifth is sent less, under numbers that the check does not follow.
        if (counts.wrong() > 0) {
            return Optional.of(at + counts.wrong() + " of " + (counts.intact() + counts.wrong())
                    + " checked payloads were not what was published.");
        }
        if (window.serverFull() || window.swarmFull()) {
            return Optional.of(at + "the CPU was used up" + busy(window) + ".");
        }
        return Optional.empty();
    }

    private static String busy(Window window) {
        String server = window.serverFull() ? " (the server's cores were full)" : "";
        return window.swarmFull()
                ? server + " (the swarm's cores were full: a machine with more would show more)"
                : server;
    }

    private void note(String sentence) {
        notes.add(sentence);
        progress.say(sentence);
    }
}
