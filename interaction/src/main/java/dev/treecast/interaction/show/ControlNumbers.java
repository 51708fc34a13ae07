package dev.treecast.interaction.show;

import dev.treecast.interaction.document.Control;
import dev.treecast.interaction.document.ShowDocument;
import org.jspecify.annotations.Nullable;

/** A document's controls by their numbers in binary frames. */
final class ControlNumbers {
    private @Nullable Control[] controls = new Control[0];

    void follow(ShowDocument document) {
        controls = new Control[document.nextNumber()];
        document.scenes()
                .values()
                .forEach(scene -> scene.controls().values().forEach(control -> controls[control.number()] = control));
    }

    @Nullable
    Control get(int number) {
        return number < controls.length ? controls[number] : null;
    }
}
