package dev.treecast.webrtc.signaling;

import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerTransport;

/** A WHIP or WHEP session as its {@link SessionHost} sees it. */
public interface HostedSession {

    /** The stream it belongs to: part of its URL. */
    String streamName();

    /** The loop that owns it; everything below is called there. */
    MediaLoop loop();

    IceSession ice();

    PeerTransport transport();

    /** Ends it, telling the peer; more than once is fine. */
    void close(String reason);
}
