package dev.treecast.sdk;

/** What one viewer did with a button, joystick or pad. */
public enum Action {
    PRESS,
    RELEASE,
    MOVE;

    /** @throws IllegalArgumentException for a number that is no action's */
    static Action of(int number) {
        return switch (number) {
            case 1 -> PRESS;
            case 2 -> RELEASE;
            case 3 -> MOVE;
            default -> throw new IllegalArgumentException("there is no action " + number);
        };
    }
}
