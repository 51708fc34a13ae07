package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.input.ViewerControls;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Who is in a show, and who may come back. */
final class Viewers {
    private final Show show;
    private final ShowOptions options;
    private final TreeMap<String, Participant> participants = new TreeMap<>();
    private final Map<Long, Participant> byKey = new HashMap<>();
    private final Map<String, Session> sessions = new HashMap<>();
    /** Those who may come back, the one first that has been away longest. */
    private final LinkedHashSet<Session> gone = new LinkedHashSet<>();

    private final Set<Viewer> moderators = new LinkedHashSet<>();
    private int connected;

    Viewers(Show show, ShowOptions options) {
        this.show = show;
        this.options = options;
    }

    int connected() {
        return connected;
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    NavigableMap<String, Participant> participants() {
        return participants;
    }

    @Nullable
    Participant participant(String id) {
        return participants.get(id);
    }

    @Nullable
    Participant byKey(long key) {
        return byKey.get(key);
    }

    /** The session of a secret, when it is still known and belongs to whom the token names. */
    @Nullable
    Session session(String secret, @Nullable Who named) {
        Session session = sessions.get(secret);
        if (session == null) {
            return null;
        }
        Who who = session.participant().who();
        boolean same = named == null ? who.anonymous() : who.id().equals(named.id());
        return same ? session : null;
    }

    boolean isTaken(String secret) {
        return sessions.containsKey(secret);
    }

    Session begin(long nowNs, String secret, Who who) throws Refusal {
        if (connected >= options.viewersMax()) {
            throw new Refusal(ErrorCode.LIMIT, "The show has as many viewers as it may have.");
        }
        Participant participant = participants.computeIfAbsent(
                who.id(), id -> new Participant(nowNs, who, show.views().defaultGroup()));
        byKey.put(participant.key(), participant);
        Session session = new Session(secret, participant);
        sessions.put(secret, session);
        participant.sessions().add(session);
        return session;
    }

    Viewer connect(long nowNs, Link link, Session session) {
        Viewer old = session.viewer();
        if (old != null) {
            old.bye(nowNs, ErrorCode.SUPERSEDED, "The session goes on elsewhere.", false);
        }
        gone.remove(session);
        Viewer viewer = new Viewer(show, link, session);
        session.setViewer(viewer);
        connected++;
        if (viewer.isModerator()) {
            moderators.add(viewer);
        }
        viewer.group().viewers().add(viewer);
        return viewer;
    }

    void leave(long nowNs, Viewer viewer) {
        connected--;
        moderators.remove(viewer);
        viewer.group().viewers().remove(viewer);
        Session session = viewer.session();
        releaseAll(session.controls());
        show.inputDesk().neutral(nowNs, viewer);
        if (session.viewer() == viewer) {
            session.setGone(nowNs);
            gone.add(session);
            while (gone.size() > options.sessionsMax()) {
                forget(gone.removeFirst());
            }
        }
    }

    /** What a viewer held is held no more. */
    void releaseAll(ViewerControls controls) {
        IntConsumer drop = show.ticks().fold()::drop;
        for (int control : controls.held()) {
            drop.accept(control);
        }
        controls.clear();
    }

    void move(long nowNs, Participant participant, GroupView group) {
        if (participant.group() == group) {
            return;
        }
        GroupView before = participant.group();
        participant.setGroup(group);
        for (Session session : participant.sessions()) {
            Viewer viewer = session.viewer();
            if (viewer == null) {
                releaseAll(session.controls());
            } else {
                before.viewers().remove(viewer);
                group.viewers().add(viewer);
                viewer.release(nowNs);
                viewer.foldWhatItMay();
                viewer.send(show.snapshot(group));
            }
        }
    }

    /** Whose group was removed while it was away is in the default one. */
    void regroup(long nowNs, Participant participant) {
        GroupView group = participant.group();
        if (show.views().group(group.id()).orElse(null) != group) {
            move(nowNs, participant, show.views().defaultGroup());
        }
    }

    /** Every connected viewer; a copy, since sending may make them leave. */
    List<Viewer> all() {
        List<Viewer> result = new ArrayList<>(connected);
        show.views().groups().forEach(group -> result.addAll(group.viewers()));
        return result;
    }

    List<Viewer> ofScene(String scene) {
        List<Viewer> result = new ArrayList<>();
        for (GroupView group : show.views().groups()) {
            if (group.scene().equals(scene)) {
                result.addAll(group.viewers());
            }
        }
        return result;
    }

    boolean hasModerators() {
        return !moderators.isEmpty();
    }

    /** Connected moderators; a copy, as of {@link #all}. */
    List<Viewer> moderators() {
        return List.copyOf(moderators);
    }

    List<Viewer> of(Participant participant) {
        List<Viewer> result = new ArrayList<>();
        for (Session session : participant.sessions()) {
            Viewer viewer = session.viewer();
            if (viewer != null) {
                result.add(viewer);
            }
        }
        return result;
    }

    ObjectNode describe(Participant participant) {
        return Messages.viewer(participant.who())
                .put("group", participant.group().id());
    }

    long nextDeadlineNs() {
        return gone.isEmpty() ? Long.MAX_VALUE : gone.getFirst().goneNs() + options.sessionNs();
    }

    void timeout(long nowNs) {
        while (!gone.isEmpty() && gone.getFirst().goneNs() + options.sessionNs() <= nowNs) {
            forget(gone.removeFirst());
        }
    }

    private void forget(Session session) {
        sessions.remove(session.secret(), session);
        Participant participant = session.participant();
        participant.sessions().remove(session);
        if (participant.sessions().isEmpty()) {
            participants.remove(participant.id());
            byKey.remove(participant.key());
        }
    }
}
