package dev.treecast.server;

import java.net.URI;

/** Publishes the bundled clip like any streamer would, over WHIP, and plays a game against it, as any game would. */
public interface DemoPublisher {

    /**
     * Publishes and plays until the process ends; returns once media flows.
     *
     * @param whip the endpoint, {@code http://127.0.0.1:8080/whip/demo}
     * @param publishKey goes behind "Bearer"
     */
    void publish(URI whip, String publishKey) throws StartupException;
}
