package dev.treecast.server.demo.game;

import dev.treecast.sdk.Show;
import dev.treecast.sdk.ShowException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A game against the bundled stream: viewers vote for a weapon, steer a drone, and buy a heal with a shield for a while. */
public final class DemoGame {
    private static final Logger LOG = LoggerFactory.getLogger(DemoGame.class);
    private static final double TICK_SECONDS = 0.1;

    private DemoGame() {}

    /**
     * Plays on a thread of its own until the show ends.
     *
     * @param url the server's address with the stream behind it
     * @param key the publish key
     */
    public static void start(String url, String key) {
        Thread.ofPlatform().name("demo-game").daemon().start(() -> {
            try {
                play(url, key, new Arena());
            } catch (ShowException | IllegalStateException e) {
                LOG.warn("The demo's game is over: {}", e.getMessage());
            }
        });
    }

    /** All that makes the game interactive; a test counts the lines. */
    static void play(String url, String key, Arena arena) {
        try (var show = Show.connect(url, key)) {
            var weapon = show.poll("weapon", "Sword", "Bow", "Hammer").label("Next weapon");
            var drone = show.joystick("drone").label("Drone").keys("arrows").gamepad("left");
            var heal = show.button("heal").label("Heal").key("KeyH").gamepad(0).cost(100);
            var shield = show.effect("shield").label("Shield").lasting(Duration.ofSeconds(10));
            weapon.every(Duration.ofSeconds(20)).onResult(r -> arena.equip(r.winner()));
            drone.deadman(Duration.ofMillis(300)).onTick(t -> arena.steer(t.x(), t.y()));
            heal.cooldown(Duration.ofSeconds(5)).onBuy((who, buy) -> {
                if (arena.heal()) {
                    shield.start(buy);
                    buy.capture();
                } else {
                    buy.refund("full health");
                }
            });
            var unused = show.ready().outRate(10);
            while (show.isOpen()) {
                arena.step(TICK_SECONDS, shield.isRunning());
                show.positions(arena.positions());
                show.world("drone", arena.drone()).world("hp", arena.health()).world("weapon", arena.weapon());
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }
}
