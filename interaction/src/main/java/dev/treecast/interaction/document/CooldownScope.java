package dev.treecast.interaction.document;

import java.util.Locale;

/** Who shares a cooldown. */
public enum CooldownScope {
    VIEWER,
    GROUP,
    EVERYONE;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
