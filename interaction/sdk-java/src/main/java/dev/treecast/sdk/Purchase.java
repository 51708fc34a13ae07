package dev.treecast.sdk;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A purchase that waits for the game's answer: {@link #capture} it when the viewer got what was paid for, give it back otherwise. The first answer
 * counts. It may be given from any thread and at any time until {@link #expiresAt}; when none comes, the server gives the credits back by itself.
 *
 * <p>The SDK hands the game each purchase once, whatever the server repeats, and repeats the game's answer until the server has it. Only a game that
 * crashed between doing and answering sees a purchase again, in its next life, with {@link #attempt} above 1; if that matters, keep {@link #id}
 * with what you save.
 */
public final class Purchase {
    private static final int MESSAGE_CHARACTERS_MAX = 200;
    private static final long RETRY_MS_MAX = 86_400_000;

    private final String id;
    private final JsonObject where;
    private final String control;
    private final Viewer viewer;
    private final String text;
    private final long cost;
    private final long expiresAt;
    private final int attempt;
    private final long seenAt;
    private final Answers answers;

    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile @Nullable Consumer<Boolean> onSettled;

    /** Where answers go. */
    interface Answers {
        void answer(String purchase, Map<String, Object> message);
    }

    Purchase(JsonObject deliver, Answers answers) {
        this.id = deliver.text("purchase");
        this.where = deliver;
        this.control = deliver.text("control");
        this.viewer = Viewer.read(deliver.object("viewer"));
        this.text = deliver.text("text");
        this.cost = deliver.integer("cost", 0);
        this.expiresAt = deliver.integer("expiresAt", Long.MAX_VALUE);
        this.attempt = (int) deliver.integer("attempt", 1);
        this.seenAt = deliver.integer("seenAt", 0);
        this.answers = answers;
    }

    /** The server's name for it, never used again. */
    public String id() {
        return id;
    }

    /** The control that sold it. */
    public String control() {
        return control;
    }

    /** The message that names its control. */
    JsonObject where() {
        return where;
    }

    public Viewer viewer() {
        return viewer;
    }

    /** What the viewer wrote, when a textbox sold it; else empty. Written by strangers: escape it where it is shown. */
    public String text() {
        return text;
    }

    /** Credits. */
    public long cost() {
        return cost;
    }

    /** Until when it can be answered, stream time: microseconds since 1970. */
    public long expiresAt() {
        return expiresAt;
    }

    /** How often the server has delivered it: above 1 an earlier life of this game may have seen it. */
    public int attempt() {
        return attempt;
    }

    /** The stream time of the frame that the viewer saw, 0 when unknown. */
    public long seenAt() {
        return seenAt;
    }

    /**
     * The viewer got it: takes the credits.
     *
     * @return whether this was the first answer
     */
    public boolean capture() {
        return answer(message("capture"));
    }

    /**
     * The viewer did not get it: gives the credits back.
     *
     * @param why shown to the viewer
     * @return whether this was the first answer
     */
    public boolean refund(String why) {
        return giveBack("failed", why, 0);
    }

    /** As {@link #refund}: there is no such thing to be had at present. */
    public boolean unavailable(String why) {
        return giveBack("unavailable", why, 0);
    }

    /** As {@link #refund}: the viewer may try again after a while. */
    public boolean retryAfter(Duration wait, String why) {
        return giveBack("retry", why, Math.min(RETRY_MS_MAX, wait.toMillis()));
    }

    /** Whether the game has answered. */
    public boolean answered() {
        return answered.get();
    }

    /** Calls back when the server has carried the answer out: with true when the credits were taken, false when they were given back. */
    public Purchase onSettled(Consumer<Boolean> handler) {
        onSettled = handler;
        return this;
    }

    void settled(boolean captured) {
        Consumer<Boolean> handler = onSettled;
        if (handler != null) {
            handler.accept(captured);
        }
    }

    private boolean giveBack(String code, String why, long retryAfterMs) {
        Map<String, Object> message = message("void");
        message.put("code", code);
        message.put("message", why.length() > MESSAGE_CHARACTERS_MAX ? why.substring(0, MESSAGE_CHARACTERS_MAX) : why);
        if (retryAfterMs > 0) {
            message.put("retryAfterMs", retryAfterMs);
        }
        return answer(message);
    }

    private Map<String, Object> message(String type) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("purchase", id);
        return message;
    }

    private boolean answer(Map<String, Object> message) {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        answers.answer(id, message);
        return true;
    }

    @Override
    public String toString() {
        return "Purchase[" + id + ", " + control + ", " + cost + ", " + viewer + "]";
    }
}
