package dev.treecast.webrtc.peer;

import java.util.List;

/** The media loops of a process. Any thread may ask. */
public interface MediaLoopGroup {

    /** All of them, always the same. */
    List<MediaLoop> loops();

    /** The one to give the next session to: the one with the fewest. */
    MediaLoop leastLoaded();
}
