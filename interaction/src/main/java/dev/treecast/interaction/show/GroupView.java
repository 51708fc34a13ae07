package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.document.ReplayRing;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the viewers of one group see of the document, and since which version. */
final class GroupView {
    private final String id;
    private final ReplayRing ring = new ReplayRing();
    private final Set<Viewer> viewers = new LinkedHashSet<>();
    private String scene;
    private ObjectNode view;
    private long version;

    GroupView(String id, String scene, ObjectNode view, long version) {
        this.id = id;
        this.scene = scene;
        this.view = view;
        this.version = version;
    }

    String id() {
        return id;
    }

    String scene() {
        return scene;
    }

    ObjectNode view() {
        return view;
    }

    /** The last version in which it changed. */
    long version() {
        return version;
    }

    ReplayRing ring() {
        return ring;
    }

    Set<Viewer> viewers() {
        return viewers;
    }

    void set(String nextScene, ObjectNode nextView, long nextVersion) {
        scene = nextScene;
        view = nextView;
        version = nextVersion;
    }
}
