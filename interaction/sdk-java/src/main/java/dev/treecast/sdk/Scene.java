package dev.treecast.sdk;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A set of controls that a group of viewers sees together. Asking for a control that is there already returns it.
 */
public final class Scene {
    private final Core core;
    private final String id;

    Scene(Core core, String id) {
        this.core = core;
        this.id = id;
    }

    public String id() {
        return id;
    }

    public Button button(String control) {
        return control(Button.class, control, () -> new Button(core, id, control));
    }

    public Joystick joystick(String control) {
        return control(Joystick.class, control, () -> new Joystick(core, id, control));
    }

    public Pad pad(String control) {
        return control(Pad.class, control, () -> new Pad(core, id, control));
    }

    public Textbox textbox(String control) {
        return control(Textbox.class, control, () -> new Textbox(core, id, control));
    }

    /** A poll between options; without any it has to be there already. */
    public Poll poll(String control, String... options) {
        Poll poll = control(Poll.class, control, () -> new Poll(core, id, control).options(List.of(options)));
        return options.length == 0 ? poll : poll.options(List.of(options));
    }

    public Label label(String control) {
        return control(Label.class, control, () -> new Label(core, id, control));
    }

    /** Tells the viewers who see this scene. */
    public boolean event(String name, Object data) {
        return core.moments.send(Scope.scene(id).message("event", name, data));
    }

    /** Takes the scene and its controls out of the show; {@code default} stays. Groups that show it have to be given another before. */
    public void remove() {
        if (id.equals("default")) {
            throw new IllegalArgumentException("the scene default stays");
        }
        for (Control<?> control : List.copyOf(core.controls.all())) {
            if (control.scene().equals(id)) {
                control.remove();
            }
        }
        core.declaration.remove(Declaration.scene(id));
        core.changed();
    }

    /** Puts it into the declaration, where it may be already. */
    Scene declare() {
        core.declaration.put(Declaration.scene(id), Map.of("controls", Map.of()));
        core.changed();
        return this;
    }

    private <T extends Control<T>> T control(Class<T> kind, String control, Supplier<T> make) {
        Names.identifier(control);
        synchronized (core.controls) {
            Control<?> there = core.controls.get(id, control);
            if (there == null) {
                T made = make.get();
                core.controls.add(made);
                made.declare();
                core.changed();
                return made;
            }
            if (!kind.isInstance(there)) {
                String other = there.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
                throw new IllegalArgumentException("'" + control + "' is a " + other + " already");
            }
            return kind.cast(there);
        }
    }
}
