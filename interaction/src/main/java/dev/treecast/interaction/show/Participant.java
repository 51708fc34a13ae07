package dev.treecast.interaction.show;

import dev.treecast.interaction.input.TokenBucket;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A principal in a show, with all its sessions; limits count by it, so that a second window wins nothing. */
final class Participant {
    private final Who who;
    private final long key;
    private final TokenBucket discrete;
    private final TokenBucket continuous;
    private final TokenBucket bytes;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private GroupView group;
    private @Nullable Viewer folding;

    Participant(long nowNs, Who who, GroupView group) {
        this.who = who;
        this.key = Names.key(who.id());
        this.group = group;
        discrete = new TokenBucket(nowNs, ShowOptions.DISCRETE_PER_SECOND, ShowOptions.DISCRETE_BURST);
        // A burst of a second: frames that waited in the network come together.
        continuous = new TokenBucket(nowNs, ShowOptions.CONTINUOUS_PER_SECOND, ShowOptions.CONTINUOUS_PER_SECOND);
        bytes = new TokenBucket(nowNs, ShowOptions.BYTES_PER_SECOND, ShowOptions.BYTES_BURST);
    }

    Who who() {
        return who;
    }

    String id() {
        return who.id();
    }

    /** As summaries count it. */
    long key() {
        return key;
    }

    TokenBucket discrete() {
        return discrete;
    }

    TokenBucket continuous() {
        return continuous;
    }

    TokenBucket bytes() {
        return bytes;
    }

    Set<Session> sessions() {
        return sessions;
    }

    /** The one connection whose input is folded at its edge: two could be at two edges, and each would have all of the limits. */
    @Nullable
    Viewer folding() {
        return folding;
    }

    void setFolding(@Nullable Viewer viewer) {
        folding = viewer;
    }

    GroupView group() {
        return group;
    }

    void setGroup(GroupView next) {
        group = next;
    }
}
