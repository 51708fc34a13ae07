package dev.treecast.interaction.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.interaction.protocol.Json;
import org.jspecify.annotations.Nullable;

/** One timed effect of a game. Its time runs while neither the game has paused it nor the show stands still without a game. */
final class Effect {
    private final ObjectNode described;
    private final @Nullable String scene;
    private final Countdown time;
    private boolean paused;
    private ObjectNode view = Json.object();

    /**
     * @param described what everybody sees of it besides its time
     * @param scene whose viewers see it, null for everybody
     */
    Effect(long nowUs, ObjectNode described, @Nullable String scene, long durationUs) {
        this.described = described;
        this.scene = scene;
        time = new Countdown(durationUs);
        time.run(nowUs);
        show(nowUs);
    }

    /** @return whether that changed anything */
    boolean setPaused(long nowUs, boolean now) {
        if (paused == now) {
            return false;
        }
        paused = now;
        return let(nowUs, !now);
    }

    /** The show stands still, or goes on. */
    void setFrozen(long nowUs, boolean frozen) {
        if (!paused) {
            let(nowUs, !frozen);
        }
    }

    private boolean let(long nowUs, boolean run) {
        if (run) {
            time.run(nowUs);
        } else {
            time.stop(nowUs);
        }
        show(nowUs);
        return true;
    }

    private void show(long nowUs) {
        view = Json.object();
        view.setAll(described);
        time(nowUs, view);
    }

    /** Puts its time into a message: {@code endsAt} while it runs, {@code remainingMs} while it stands still. */
    ObjectNode time(long nowUs, ObjectNode into) {
        return time.endsUs() == Countdown.NEVER
                ? into.put("remainingMs", Math.ceilDiv(time.leftUs(nowUs), 1_000L))
                : into.put("endsAt", time.endsUs());
    }

    /** Stream time, or {@link Countdown#NEVER} while it stands still. */
    long endsUs() {
        return time.endsUs();
    }

    boolean isSeenIn(String of) {
        return scene == null || scene.equals(of);
    }

    /** As viewers and games see it. Another object after each change. */
    ObjectNode view() {
        return view;
    }
}
