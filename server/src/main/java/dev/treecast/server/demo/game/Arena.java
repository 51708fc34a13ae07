package dev.treecast.server.demo.game;

import java.nio.ByteBuffer;
import java.util.Map;

/** What the demo's game is about: a drone over the picture, a weapon, and health that runs down. Thread-safe; reads no clock. */
final class Arena {
    /** Full health lasts four minutes: long enough to vote and steer, short enough that somebody buys a heal. */
    private static final double HEALTH_PER_SECOND = 100.0 / 240;

    private static final double HEALTH_MAX = 100;
    private static final double HEAL = 40;
    private static final double HEALTH_FULL = 95;

    /** At full stick the drone crosses the picture in two seconds. */
    private static final double SPEED_PER_SECOND = 0.5;

    private String weapon = "Sword";
    private double health = 70;
    private double x = 0.5;
    private double y = 0.5;
    private double right;
    private double up;

    synchronized void equip(String chosen) {
        weapon = chosen;
    }

    /** Where the sticks point, −1 to 1 each; it holds until the next. */
    synchronized void steer(double towardsRight, double upwards) {
        right = towardsRight;
        up = upwards;
    }

    /** @return whether it did any good */
    synchronized boolean heal() {
        if (health >= HEALTH_FULL) {
            return false;
        }
        health = Math.min(HEALTH_MAX, health + HEAL);
        return true;
    }

    /**
     * Time goes on. Who runs out of health starts again with all of it.
     *
     * @param shielded whether health stays as it is
     */
    synchronized void step(double seconds, boolean shielded) {
        x = Math.clamp(x + right * SPEED_PER_SECOND * seconds, 0, 1);
        y = Math.clamp(y - up * SPEED_PER_SECOND * seconds, 0, 1);
        health -= shielded ? 0 : HEALTH_PER_SECOND * seconds;
        if (health <= 0) {
            health = HEALTH_MAX;
        }
    }

    /** The place as viewers' pages read it: f32 x, f32 y, 0 to 1 from the picture's top left corner. */
    synchronized byte[] positions() {
        return ByteBuffer.allocate(8).putFloat((float) x).putFloat((float) y).array();
    }

    /** The place for the world, in thousandths: it is for those who join, and changes only when the drone moves. */
    synchronized Map<String, Object> drone() {
        return Map.of("x", Math.round(x * 1_000) / 1_000.0, "y", Math.round(y * 1_000) / 1_000.0);
    }

    synchronized int health() {
        return (int) Math.ceil(health);
    }

    synchronized String weapon() {
        return weapon;
    }
}
