package dev.treecast.server;

/**
 * What the program is made of.
 *
 * @param media the media side
 * @param demo what {@code treecast demo} publishes with
 */
public record Wiring(MediaPlane.Factory media, DemoPublisher demo) {

    /** The real thing. */
    public static Wiring standard() {
        return new Wiring(
                options -> {
                    throw new StartupException("The media plane is not wired.");
                },
                (whip, key) -> {
                    throw new StartupException("The demo's publisher is not wired.");
                });
    }
}
