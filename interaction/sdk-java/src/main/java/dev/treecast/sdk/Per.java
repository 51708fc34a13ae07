package dev.treecast.sdk;

import java.util.Locale;

/** Whom a cooldown holds back after somebody used the control. */
public enum Per {
    VIEWER,
    GROUP,
    EVERYONE;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
