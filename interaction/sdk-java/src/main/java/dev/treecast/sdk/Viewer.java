package dev.treecast.sdk;

/**
 * A viewer, as the server knows it.
 *
 * @param id stays the same for as long as the viewer's session, and for a viewer with a token for good
 * @param name to be shown; given by the viewer's token, or made up. Written by strangers: escape it where it is shown
 */
public record Viewer(String id, String name) {
    /** Stands for a viewer that the server has not named. */
    static final Viewer UNKNOWN = new Viewer("", "");

    static Viewer read(JsonObject viewer) {
        return new Viewer(viewer.text("id"), viewer.text("name"));
    }
}
