package dev.treecast.interaction.show;

import dev.treecast.interaction.ballot.Round;
import dev.treecast.interaction.document.Control;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A poll's rounds: at most one that is open, and those whose grace runs. Times are stream time. */
final class PollState {
    private Control control;
    private @Nullable Round open;
    private final List<Round> closing = new ArrayList<>();
    private long rounds;
    private long closesUs = Round.OPEN;
    private long[] told = new long[0];
    private int repeats;

    PollState(Control control) {
        this.control = control;
    }

    Control control() {
        return control;
    }

    void setControl(Control next) {
        control = next;
    }

    @Nullable
    Round open() {
        return open;
    }

    /** The number of the last round, 0 before the first. */
    long round() {
        return rounds;
    }

    long closesUs() {
        return closesUs;
    }

    void start(long nowUs) {
        rounds++;
        open = new Round(rounds, control.options().size(), control.graceMs() * 1_000L);
        closesUs = control.everyMs() > 0 ? nowUs + control.everyMs() * 1_000L : Round.OPEN;
        told = new long[0];
    }

    /** The round that is open goes on, until then. */
    void reschedule(long nowUs) {
        closesUs = open != null && control.everyMs() > 0 ? nowUs + control.everyMs() * 1_000L : Round.OPEN;
    }

    void close(long atUs) {
        if (open != null) {
            open.close(atUs);
            closing.add(open);
            open = null;
        }
        closesUs = Round.OPEN;
    }

    /** Goes on with a round of a server before this one. There is none open, or this one is closed. */
    void adopt(Round round, long closes) {
        rounds = Math.max(rounds, round.number());
        if (round.isClosed()) {
            closing.add(round);
        } else {
            open = round;
            closesUs = closes;
            told = new long[0];
        }
    }

    /** All rounds whose result has not been taken. */
    List<Round> unfinished() {
        List<Round> all = new ArrayList<>(closing);
        if (open != null) {
            all.add(open);
        }
        return all;
    }

    @Nullable
    Round round(long number) {
        if (open != null && open.number() == number) {
            return open;
        }
        return closing.stream()
                .filter(round -> round.number() == number)
                .findFirst()
                .orElse(null);
    }

    /** Takes the rounds whose result stands. */
    List<Round> takeFinal(long nowUs) {
        List<Round> result =
                closing.stream().filter(round -> round.finalUs() <= nowUs).toList();
        closing.removeAll(result);
        return result;
    }

    long nextUs() {
        return Math.min(
                closesUs, closing.stream().mapToLong(Round::finalUs).min().orElse(Round.OPEN));
    }

    /** Counts that viewers should hear of: those that changed, three times, since tallies may be lost. */
    long @Nullable [] takeTally() {
        if (open == null) {
            return null;
        }
        long[] counts = open.counts();
        if (Arrays.equals(counts, told)) {
            if (repeats == 0) {
                return null;
            }
            repeats--;
        } else {
            repeats = 2;
        }
        told = counts;
        return counts;
    }

    boolean hasTally() {
        return open != null && (repeats > 0 || !Arrays.equals(open.counts(), told));
    }
}
