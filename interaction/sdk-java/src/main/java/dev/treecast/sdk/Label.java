package dev.treecast.sdk;

/** Text that viewers read. */
public final class Label extends Control<Label> {
    private static final int CHARACTERS_MAX = 500;

    Label(Core core, String scene, String id) {
        super(core, scene, id, "label");
    }

    @Override
    Label self() {
        return this;
    }

    /** What viewers read; 500 characters at most. */
    public Label text(String text) {
        return set("text", Names.text("a label's text", text, CHARACTERS_MAX));
    }
}
