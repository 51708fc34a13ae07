package dev.treecast.interaction.document;

import java.util.Locale;

/** How a control's input reaches the game. */
public enum Merge {
    AGGREGATE,
    SAMPLE,
    ALL,
    CREW;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
