package dev.treecast.sdk;

/** A joystick: each viewer pushes it somewhere, and the game hears where all of them together push it. */
public final class Joystick extends Stick<Joystick> {
    Joystick(Core core, String scene, String id) {
        super(core, scene, id, "joystick");
    }

    @Override
    Joystick self() {
        return this;
    }

    /** The keys that push it: {@code arrows} or {@code wasd}. */
    public Joystick keys(String keys) {
        if (!keys.equals("arrows") && !keys.equals("wasd")) {
            throw new IllegalArgumentException("a joystick's keys are arrows or wasd, and not '" + keys + "'");
        }
        return set("key", keys);
    }

    /** The gamepad's stick that pushes it: {@code left} or {@code right}. */
    public Joystick gamepad(String stick) {
        if (!stick.equals("left") && !stick.equals("right")) {
            throw new IllegalArgumentException("a gamepad's stick is left or right, and not '" + stick + "'");
        }
        return set("gamepad", stick);
    }
}
