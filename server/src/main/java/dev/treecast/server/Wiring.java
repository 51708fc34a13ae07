package dev.treecast.server;

import dev.treecast.server.demo.ClipPublisher;
import dev.treecast.server.demo.game.DemoGame;
import java.io.IOException;
import java.net.URI;

/**
 * What the program is made of.
 *
 * @param media the media side
 * @param demo what {@code treecast demo} publishes and plays with
 */
public record Wiring(MediaPlane.Factory media, DemoPublisher demo) {

    /** The real thing. */
    public static Wiring standard() {
        return new Wiring(LoopMediaPlane::start, Wiring::demo);
    }

    private static void demo(URI whip, String publishKey) throws StartupException {
        try {
            ClipPublisher.publish(whip, publishKey);
            // The game is where the clip is: http://host/demo.
            DemoGame.start(whip.toString().replace("/whip/", "/"), publishKey);
        } catch (IOException e) {
            throw new StartupException("The demo cannot publish its clip: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
