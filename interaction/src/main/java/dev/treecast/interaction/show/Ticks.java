package dev.treecast.interaction.show;

import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.Merge;
import dev.treecast.interaction.input.Fold;
import dev.treecast.interaction.input.SampleSet;
import dev.treecast.interaction.input.Summary;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Frames;
import dev.treecast.interaction.protocol.TickFrame;
import dev.treecast.interaction.protocol.TickRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** From folded input to the game's tick. */
final class Ticks {
    private final IntFunction<@Nullable Control> controls;
    private final Counters counters;
    private final Fold fold;
    private final Sticks sticks = new Sticks();
    private final Map<Integer, Long> holding = new HashMap<>();
    private Map<Integer, Summary> pending = new TreeMap<>();
    private final TreeSet<Integer> dead = new TreeSet<>();
    private long generation;

    Ticks(Fold fold, IntFunction<@Nullable Control> controls, Counters counters) {
        this.fold = fold;
        this.controls = controls;
        this.counters = counters;
    }

    Fold fold() {
        return fold;
    }

    Sticks sticks() {
        return sticks;
    }

    /** Changes with every tick; tells a viewer's first input for a control. */
    long generation() {
        return generation;
    }

    boolean hasSome() {
        return !fold.isEmpty() || !pending.isEmpty() || !dead.isEmpty();
    }

    /** Forgets what was there to be sent and who holds what: the show has ended. */
    void clear() {
        collect();
        pending = new TreeMap<>();
        holding.clear();
        dead.clear();
        sticks.clear();
    }

    /** Input that was folded at edges. */
    void take(long nowNs, Map<Integer, Summary> summaries) {
        summaries.forEach((number, summary) -> {
            Control control = controls.apply(number);
            if (control == null) {
                // It has gone meanwhile.
                if (summary.received() > 0) {
                    counters.drop(ErrorCode.NOT_FOUND, summary.received());
                }
                return;
            }
            counters.receive(summary.received());
            if (summary.moves() > 0) {
                sticks.moved(number, nowNs, control.deadmanMs() * 1_000_000L);
            }
            pending.merge(number, summary, Summary::merge);
        });
    }

    private void collect() {
        if (fold.isEmpty()) {
            return;
        }
        generation++;
        fold.drain().forEach((control, summary) -> pending.merge(control, summary, Summary::merge));
    }

    /** Sends what there is. Without a game, or beyond its budget, it waits, merged: nothing is lost and nothing queues up. */
    void send(long nowNs, long number, long timeUs, @Nullable Game game) {
        collect();
        sticks.timeout(nowNs, dead::add);
        if (game == null || (pending.isEmpty() && dead.isEmpty())) {
            return;
        }
        Budget budget = game.budget();
        budget.recover(nowNs);
        while (true) {
            List<TickRecord> records = new ArrayList<>();
            List<byte[]> frames = new ArrayList<>();
            pending.forEach((control, summary) -> records(control, summary, budget.level(), game, timeUs, records));
            dead.stream()
                    .filter(control -> !pending.containsKey(control))
                    .forEach(control -> records.add(new TickRecord(control, 0, 0, null, null, List.of(), true)));
            frames.addAll(new TickFrame(number, timeUs, records).frames());
            long bytes = frames.stream().mapToLong(frame -> frame.length).sum();
            if (budget.fits(nowNs, frames.size(), bytes)) {
                frames.forEach(frame -> {
                    budget.spend(nowNs, frame.length);
                    game.sendBinary(frame);
                });
                settle(records);
                return;
            }
            if (!budget.degrade(nowNs)) {
                return;
            }
        }
    }

    private void settle(List<TickRecord> records) {
        records.forEach(each -> {
            counters.merge(each.received());
            counters.sample(each.samples().size());
        });
        pending.forEach((control, summary) -> {
            if (summary.holdingChange() != 0) {
                holding.merge(control, summary.holdingChange(), Long::sum);
            }
        });
        holding.values().removeIf(level -> level == 0);
        pending = new TreeMap<>();
        dead.clear();
    }

    private void records(int number, Summary summary, Budget.Level level, Game game, long nowUs, List<TickRecord> out) {
        Control control = controls.apply(number);
        List<Frames.Sample> samples =
                control == null ? List.of() : samples(summary.samples(), most(control, level), game, nowUs);
        long held = holding.getOrDefault(number, 0L) + summary.holdingChange();
        boolean pressed = summary.presses() > 0 || summary.releases() > 0 || summary.holdingChange() != 0;
        int first = Math.min(TickRecord.SAMPLES_MAX, samples.size());
        out.add(new TickRecord(
                number,
                summary.received(),
                summary.distinct(),
                pressed ? new TickRecord.Presses(summary.presses(), summary.releases(), Math.max(0, held)) : null,
                summary.moves() > 0 ? moves(summary) : null,
                samples.subList(0, first),
                dead.contains(number)));
        // More samples than a record can count follow in records that say nothing else.
        for (int from = first; from < samples.size(); from += TickRecord.SAMPLES_MAX) {
            int to = Math.min(samples.size(), from + TickRecord.SAMPLES_MAX);
            out.add(new TickRecord(number, 0, 0, null, null, samples.subList(from, to), false));
        }
    }

    private static int most(Control control, Budget.Level level) {
        return switch (level) {
            case NONE -> Integer.MAX_VALUE;
            case SAMPLE -> control.merge() == Merge.ALL ? control.samples() : Integer.MAX_VALUE;
            case AGGREGATE -> 0;
        };
    }

    private static List<Frames.Sample> samples(SampleSet set, int most, Game game, long nowUs) {
        List<Frames.Sample> result = new ArrayList<>();
        for (int index : set.inOrder(most)) {
            long viewer = game.numberOf(set.viewer(index));
            if (viewer >= 0) {
                result.add(new Frames.Sample(
                        viewer, set.action(index), set.x(index), set.y(index), ageMs(nowUs, set.seenUs(index))));
            }
        }
        return result;
    }

    static int ageMs(long nowUs, long seenUs) {
        return seenUs == Link.UNKNOWN ? -1 : (int) Math.max(0, Math.min(Integer.MAX_VALUE, (nowUs - seenUs) / 1_000));
    }

    private static TickRecord.Moves moves(Summary summary) {
        long directed = 0;
        for (int i = 0; i < TickRecord.SECTORS; i++) {
            directed += summary.direction(i);
        }
        List<Integer> shares = new ArrayList<>(TickRecord.SECTORS);
        for (int i = 0; i < TickRecord.SECTORS; i++) {
            shares.add(directed == 0 ? 0 : (int) ((summary.direction(i) * 255 + directed / 2) / directed));
        }
        return new TickRecord.Moves(
                summary.moves(),
                (float) (summary.meanX() / 32_767),
                (float) (summary.meanY() / 32_767),
                (float) (summary.deviationX() / 32_767),
                (float) (summary.deviationY() / 32_767),
                shares);
    }
}
