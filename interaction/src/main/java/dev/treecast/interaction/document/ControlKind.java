package dev.treecast.interaction.document;

import java.util.Locale;

/** What a control is. */
public enum ControlKind {
    BUTTON,
    JOYSTICK,
    PAD,
    TEXTBOX,
    POLL,
    LABEL;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it takes moves. */
    public boolean isStick() {
        return this == JOYSTICK || this == PAD;
    }
}
