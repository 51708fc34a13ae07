package dev.treecast.interaction.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A control as the server reads it; docs/interaction/protocol.md says what the members mean. Members that a kind does not have hold their defaults.
 *
 * @param source what the game wrote
 */
public record Control(
        String scene,
        String id,
        int number,
        ControlKind kind,
        boolean disabled,
        boolean anonymous,
        Merge merge,
        int samples,
        long cost,
        int holdMs,
        int cooldownMs,
        CooldownScope cooldownPer,
        int deadmanMs,
        List<String> options,
        int everyMs,
        boolean open,
        int graceMs,
        int lengthMax,
        ObjectNode source) {

    /** For {@code all}: inputs of a control that one tick keeps as they were. More are merged alone; a game that wants them all asks fewer viewers. */
    public static final int ALL_SAMPLES_MAX = 1_000;

    /** As {@code Fold} takes it: how many inputs a tick keeps; negative for every input of a viewer. */
    public int foldSamples() {
        return switch (merge) {
            case AGGREGATE, CREW -> 0;
            case SAMPLE -> samples;
            case ALL -> -ALL_SAMPLES_MAX;
        };
    }
}
