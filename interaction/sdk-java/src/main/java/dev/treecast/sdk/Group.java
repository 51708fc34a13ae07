package dev.treecast.sdk;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Viewers who see the same scene. Everybody is in {@code default} until {@link #add added} to another. */
public final class Group {
    private final Core core;
    private final String id;

    Group(Core core, String id) {
        this.core = core;
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** Shows a scene to its viewers; {@code default} unless set. */
    public Group scene(Scene scene) {
        core.declaration.put(Declaration.group(id), Map.of("scene", scene.id()));
        core.changed();
        return this;
    }

    /** Moves a viewer here from the group that he is in. */
    public CompletableFuture<Void> add(String viewer) {
        return core.call("group.set", Map.of("viewer", viewer, "group", id), false)
                .thenAccept(done -> {});
    }

    public CompletableFuture<Void> add(Viewer viewer) {
        return add(viewer.id());
    }

    /** Tells its viewers. */
    public boolean event(String name, Object data) {
        return core.moments.send(Scope.group(id).message("event", name, data));
    }

    /** Takes it out of the show; {@code default} stays. */
    public void remove() {
        if (id.equals("default")) {
            throw new IllegalArgumentException("the group default stays");
        }
        core.declaration.remove(Declaration.group(id));
        core.changed();
    }
}
