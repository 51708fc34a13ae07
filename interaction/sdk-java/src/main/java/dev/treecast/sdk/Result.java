package dev.treecast.sdk;

import java.util.ArrayList;
import java.util.List;

/**
 * How a round of a poll ended.
 *
 * @param round from 1
 * @param options in the order in which the game declared them
 * @param counts ballots, by option
 * @param winnerIndex of the option with the most ballots; −1 when there was no ballot
 */
public record Result(String poll, int round, List<String> options, List<Long> counts, int winnerIndex) {
    /** The option with the most ballots; empty when there was no ballot. */
    public String winner() {
        return decided() ? options.get(winnerIndex) : "";
    }

    /** Whether anybody voted. */
    public boolean decided() {
        return winnerIndex >= 0 && winnerIndex < options.size();
    }

    public long ballots() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    static Result read(JsonObject result, List<String> options) {
        List<Long> counts = new ArrayList<>();
        for (Object count : result.list("counts")) {
            counts.add(count instanceof Number number ? number.longValue() : 0L);
        }
        return new Result(result.text("control"), (int) result.integer("round", 0), options, List.copyOf(counts), (int)
                result.integer("winner", -1));
    }
}
