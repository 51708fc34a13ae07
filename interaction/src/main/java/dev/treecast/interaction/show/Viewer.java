package dev.treecast.interaction.show;

import dev.treecast.interaction.input.FoldTable;
import dev.treecast.interaction.input.InputWindow;
import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;

/** A viewer's connection. */
public final class Viewer extends Peer {
    private final Show show;
    private final Session session;
    /** Of the connection, not the session: a page that was loaded anew numbers its inputs from anywhere. */
    private final InputWindow window = new InputWindow();

    private boolean left;
    private long toldNs = Long.MIN_VALUE;
    private FoldTable table = FoldTable.EMPTY;

    Viewer(Show show, Link link, Session session) {
        super(link, show.counters(), ShowOptions.VIEWER_TEXT_BYTES_MAX, ShowOptions.VIEWER_BUFFERED_MAX);
        this.show = show;
        this.session = session;
    }

    Session session() {
        return session;
    }

    InputWindow window() {
        return window;
    }

    Participant participant() {
        return session.participant();
    }

    Who who() {
        return session.participant().who();
    }

    boolean isModerator() {
        return who().roles().contains("moderator");
    }

    GroupView group() {
        return session.participant().group();
    }

    /** Into another group: forgets what was held, and sees everything anew. */
    void move(long nowNs, GroupView group) {
        show.viewers().move(nowNs, participant(), group);
    }

    /** Tells its edge what may be folded there, when that has changed. Before it sees the controls, since it may use them at once then. */
    void foldWhatItMay() {
        if (participant().folding() == null) {
            participant().setFolding(this);
        }
        FoldTable now = show.foldTables().of(group().scene(), who().anonymous());
        if (participant().folding() == this && !now.equals(table)) {
            table = now;
            link().fold(participant().key(), now);
        }
    }

    /** What it holds is held no more. */
    void release(long nowNs) {
        show.viewers().releaseAll(session.controls());
        show.inputDesk().neutral(nowNs, this);
        link().release();
    }

    /** Whether it may be told of an input that was dropped: once a second is enough. */
    boolean mayTell(long nowNs) {
        boolean may = toldNs == Long.MIN_VALUE || nowNs - toldNs >= 1_000_000_000L;
        if (may) {
            toldNs = nowNs;
        }
        return may;
    }

    @Override
    void handle(long nowNs, String type, Members message) throws Refusal {
        show.viewerMessages().handle(nowNs, this, type, message);
    }

    @Override
    void handleBinary(long nowNs, byte[] data, int offset, int length) throws Refusal {
        show.inputDesk().take(nowNs, this, data, offset, length);
    }

    @Override
    void meter(long nowNs, int bytes) throws Refusal {
        if (!participant().bytes().take(nowNs, bytes)) {
            throw new Refusal(ErrorCode.RATE, "At most 4 KB a second.", null, 1_000);
        }
    }

    @Override
    long timeUs(long nowNs) {
        return show.timeUs(nowNs);
    }

    @Override
    public void leave(long nowNs) {
        setGone();
        if (!left) {
            left = true;
            if (participant().folding() == this) {
                participant().setFolding(null);
            }
            show.viewers().leave(nowNs, this);
        }
    }
}
