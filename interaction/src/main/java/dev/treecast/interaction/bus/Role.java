package dev.treecast.interaction.bus;

import java.util.Locale;

/** What a token may allow its bearer to be. */
public enum Role {
    VIEWER,
    CREW,
    MODERATOR,
    GAME;

    /** As tokens and messages have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
