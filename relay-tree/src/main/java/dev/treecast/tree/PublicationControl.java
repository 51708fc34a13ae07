package dev.treecast.tree;

/** What a stream asks of its publisher's session. Every method may be called from any thread and returns at once. */
public interface PublicationControl {

    /** A viewer needs a keyframe of this track. Requests are merged on their way to the publisher. */
    void requestKeyframe(int track);

    /** Whether the publisher still sends: false when it has been silent for longer than a live one ever is. */
    boolean isAlive();

    /** Ends the publisher's session, because its owner took over from elsewhere or the server stops. */
    void end(String reason);
}
