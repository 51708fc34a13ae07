package dev.treecast.webrtc.peer;

/** What a peer says to its session itself, on a channel that it shares with the {@link DataChannelApplication}. Called on the loop. */
public interface SessionTexts {
    /** Listens to nothing. */
    SessionTexts NONE = (nowNs, utf8, offset, length) -> false;

    /**
     * A text has come.
     *
     * @return true when it was for the session: the application does not get to see it then
     */
    boolean heard(long nowNs, byte[] utf8, int offset, int length);
}
