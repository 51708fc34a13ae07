package dev.treecast.server;

import java.util.concurrent.CompletionStage;

/** Something that can be asked to finish: no new sessions, goodbye to those there are. */
public interface Drainable {

    /** Completes when everybody has been told; whoever asked waits no longer than its own bound. Further calls do nothing. */
    CompletionStage<Void> drain();
}
