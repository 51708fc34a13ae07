package dev.treecast.interaction.protocol;

/** What a viewer did to a control, as binary frames number it. */
public final class Action {
    public static final int PRESS = 1;
    public static final int RELEASE = 2;
    public static final int MOVE = 3;

    private Action() {}
}
