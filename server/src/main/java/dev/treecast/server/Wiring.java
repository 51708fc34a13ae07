package dev.treecast.server;

import dev.treecast.server.demo.ClipPublisher;
import java.io.IOException;
import java.net.URI;

/**
 * What the program is made of.
 *
 * @param media the media side
 * @param demo what {@code treecast demo} publishes with
 */
public record Wiring(MediaPlane.Factory media, DemoPublisher demo) {

    /** The real thing. */
    public static Wiring standard() {
        return new Wiring(LoopMediaPlane::start, Wiring::publishClip);
    }

    private static void publishClip(URI whip, String publishKey) throws StartupException {
        try {
            ClipPublisher.publish(whip, publishKey);
        } catch (IOException e) {
            throw new StartupException("The demo cannot publish its clip: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
