package dev.treecast.sdk;

/** A surface on which viewers point somewhere. */
public final class Pad extends Stick<Pad> {
    Pad(Core core, String scene, String id) {
        super(core, scene, id, "pad");
    }

    @Override
    Pad self() {
        return this;
    }
}
