package dev.treecast.interaction.input;

import dev.treecast.interaction.protocol.Action;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Folds inputs into summaries, one a control: the hot path of the bus. Summaries stand in an array by the control's number, so that an
 * input looks nothing up. They stay here with the memory that they grew; a tick takes copies of just the size, since relays keep ticks. Folding
 * inputs gives the same as merging the summaries of each.
 */
public final class Fold {
    private final RandomGenerator random;

    private @Nullable Summary[] summaries = new Summary[16];
    private int[] touched = new int[16];
    private int touchedCount;
    private boolean[] isTouched = new boolean[16];
    private long lastArrivalUs;

    public Fold(RandomGenerator random) {
        this.random = random;
    }

    public boolean isEmpty() {
        return touchedCount == 0;
    }

    /**
     * Folds a press or release in.
     *
     * @param first whether it is this viewer's first input for this control since the last {@link #drain}
     * @param samples how many inputs to keep as they are; negative: that many, and of a viewer every input, not the first alone
     * @param seenUs stream time of what the viewer saw, or {@link Long#MIN_VALUE}
     */
    public void discrete(
            int control,
            long viewer,
            boolean first,
            int holdingChange,
            int action,
            int samples,
            long nowUs,
            long seenUs) {
        Summary summary = summary(control);
        if (action == Action.PRESS) {
            summary.press(holdingChange);
        } else {
            summary.release(holdingChange);
        }
        note(summary, viewer, first, samples, action, 0, 0, nowUs, seenUs);
    }

    /** Folds a move in; parameters as of {@link #discrete}. */
    public void move(int control, long viewer, boolean first, int x, int y, int samples, long nowUs, long seenUs) {
        Summary summary = summary(control);
        summary.move(x, y);
        note(summary, viewer, first, samples, Action.MOVE, x, y, nowUs, seenUs);
    }

    /** A viewer that held the control is gone. */
    public void drop(int control) {
        summary(control).drop(1);
    }

    /** Counts an input that is no press and no move, a text for example. */
    private void note(
            Summary summary,
            long viewer,
            boolean first,
            int samples,
            int action,
            int x,
            int y,
            long nowUs,
            long seenUs) {
        if (first) {
            summary.viewer(viewer);
        }
        if (samples != 0 && (first || samples < 0)) {
            summary.samples().limitTo(Math.abs(samples));
            // Every input has a time of its own, so that samples keep the order in which they came.
            lastArrivalUs = Math.max(lastArrivalUs + 1, nowUs);
            summary.samples().offer(random.nextLong(), viewer, action, x, y, lastArrivalUs, seenUs);
        }
    }

    private Summary summary(int control) {
        if (control >= summaries.length) {
            int capacity = Math.max(control + 1, 2 * summaries.length);
            summaries = Arrays.copyOf(summaries, capacity);
            isTouched = Arrays.copyOf(isTouched, capacity);
        }
        Summary summary = summaries[control];
        if (summary == null) {
            summary = new Summary();
            summaries[control] = summary;
        }
        if (!isTouched[control]) {
            isTouched[control] = true;
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, 2 * touchedCount);
            }
            touched[touchedCount++] = control;
        }
        return summary;
    }

    /** Takes what was folded since the last time, by control. */
    public Map<Integer, Summary> drain() {
        Map<Integer, Summary> result = new TreeMap<>();
        for (int i = 0; i < touchedCount; i++) {
            int control = touched[i];
            isTouched[control] = false;
            Summary summary = summaries[control];
            if (summary != null) {
                result.put(control, summary.copy());
                summary.clear();
            }
        }
        touchedCount = 0;
        return result;
    }
}
