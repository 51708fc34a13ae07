package dev.treecast.interaction.show;

import dev.treecast.interaction.protocol.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums of a show, which go on into those of all shows. */
public final class Counters {
    private final @Nullable Counters all;
    private long received;
    private long merged;
    private long sampled;
    private long textsUnchecked;
    private final Map<ErrorCode, Long> dropped = new EnumMap<>(ErrorCode.class);

    public Counters(@Nullable Counters all) {
        this.all = all;
    }

    void receive(long inputs) {
        received += inputs;
        if (all != null) {
            all.receive(inputs);
        }
    }

    void merge(long inputs) {
        merged += inputs;
        if (all != null) {
            all.merge(inputs);
        }
    }

    void sample(long inputs) {
        sampled += inputs;
        if (all != null) {
            all.sample(inputs);
        }
    }

    /** The hook could not say whether a text may pass. */
    void textUnchecked() {
        textsUnchecked++;
        if (all != null) {
            all.textUnchecked();
        }
    }

    /** A message or input is not taken. */
    public void drop(ErrorCode why) {
        drop(why, 1);
    }

    void drop(ErrorCode why, long inputs) {
        dropped.merge(why, inputs, Long::sum);
        if (all != null) {
            all.drop(why, inputs);
        }
    }

    public long received() {
        return received;
    }

    public long merged() {
        return merged;
    }

    public long sampled() {
        return sampled;
    }

    public long textsUnchecked() {
        return textsUnchecked;
    }

    public Map<String, Long> dropped() {
        Map<String, Long> result = new TreeMap<>();
        dropped.forEach((code, count) -> result.put(code.text(), count));
        return result;
    }
}
