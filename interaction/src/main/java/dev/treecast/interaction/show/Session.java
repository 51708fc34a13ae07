package dev.treecast.interaction.show;

import dev.treecast.interaction.input.ViewerControls;
import org.jspecify.annotations.Nullable;

/** What outlives a viewer's connection for 30 s: what it holds, and what was seen of the document. */
final class Session {
    private final String secret;
    private final Participant participant;
    private final ViewerControls controls = new ViewerControls();
    private @Nullable Viewer viewer;
    private String address = "";
    private @Nullable GroupView seen;
    private long goneNs;

    Session(String secret, Participant participant) {
        this.secret = secret;
        this.participant = participant;
    }

    String secret() {
        return secret;
    }

    Participant participant() {
        return participant;
    }

    ViewerControls controls() {
        return controls;
    }

    /** Its connection, when it has one. */
    @Nullable
    Viewer viewer() {
        return viewer;
    }

    /** Where its connection comes from, or came from last. */
    String address() {
        return address;
    }

    void setViewer(Viewer next) {
        viewer = next;
        address = next.link().address();
        seen = null;
    }

    void setGone(long nowNs) {
        viewer = null;
        seen = participant.group();
        goneNs = nowNs;
    }

    /** Whether its group is still the one whose versions it knows. */
    boolean knows(GroupView group) {
        return seen == null || seen == group;
    }

    long goneNs() {
        return goneNs;
    }
}
