package dev.treecast.sdk;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something in the game that lasts a while, such as double speed for 30 s: viewers see it running, with the time that is left. It ends by
 * itself when its time is over. What its methods set holds from the next {@link #start}. All may be called from any thread, and return
 * the effect itself.
 *
 * <p>The game decides and the server follows: after {@link #start} it runs at once, be there a connection or not, and the server hears of it
 * as soon as it can. What the server refuses comes to {@link Show#onError} and is over, which {@link #onEnd} tells like every other end.
 */
public final class Effect {
    private static final long DURATION_MS_MAX = 3_600_000;
    private static final int LABEL_CHARACTERS_MAX = 200;
    private static final int DATA_BYTES_MAX = 4_096;

    /** What an effect does at a moment; the handlers hear of changes between them. */
    enum State {
        OFF,
        RUNNING,
        PAUSED
    }

    private final Core core;
    private final String id;
    private final Slot<Boolean> news = new Slot<>((older, newer) -> newer, this::tell);

    private volatile @Nullable Runnable onStart;
    private volatile @Nullable Runnable onEnd;

    // Guarded by this.
    private final Map<String, Object> members = new LinkedHashMap<>();
    private long durationMs;
    private State state = State.OFF;
    private String purchase = "";
    /** While it runs. */
    private long endsNs;
    /** While it is paused. */
    private long leftNs;

    /** Of the thread that runs callbacks: what the handlers were told last. */
    private boolean told;

    Effect(Core core, String id) {
        this.core = core;
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** For how long it runs, pauses not counted; 1 ms to 1 h. Has to be set before it is started. */
    public synchronized Effect lasting(Duration time) {
        durationMs = Names.within("an effect's duration in ms", time.toMillis(), 1, DURATION_MS_MAX);
        return this;
    }

    /** What it says to viewers; its id unless set. At most 200 characters. */
    public Effect label(String text) {
        return set("label", Names.text("a label", text, LABEL_CHARACTERS_MAX));
    }

    /** Only viewers who see this scene see it; everybody does unless set, for everybody has the picture that it changes. */
    public Effect scene(Scene scene) {
        return set("scene", scene.id());
    }

    /** Anything for the game's own page: maps, lists, text, numbers, booleans; 4 KiB as JSON at most. */
    public Effect data(Object data) {
        Object copy = Json.copy(data);
        if (Json.bytes(copy) > DATA_BYTES_MAX) {
            throw new IllegalArgumentException("an effect's data takes more than " + DATA_BYTES_MAX + " bytes");
        }
        return set("data", copy);
    }

    private synchronized Effect set(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /**
     * Starts it; one that runs or is paused starts over with its whole time.
     *
     * @throws IllegalStateException when nothing says how long it lasts
     */
    public Effect start() {
        return begin("");
    }

    /**
     * Starts it for a purchase, whose control viewers see with it. Then {@link Purchase#capture} that: a game that dies between the two gets the
     * purchase once more in its next life, and calling both again does the rest, for an effect that runs for this purchase already is not
     * started over.
     */
    public Effect start(Purchase buy) {
        return begin(buy.id());
    }

    private Effect begin(String bought) {
        synchronized (this) {
            if (durationMs == 0) {
                throw new IllegalStateException("how long? lasting(…) says it");
            }
            if (state != State.OFF && !bought.isEmpty() && purchase.equals(bought)) {
                return this;
            }
            purchase = bought;
            run(durationMs * 1_000_000);
        }
        core.effects.started(this);
        return this;
    }

    /** Stops its time; on one that is not running it does nothing. */
    public Effect pause() {
        synchronized (this) {
            if (state != State.RUNNING) {
                return this;
            }
            stop(leftNs(core.loop.nowNs()));
        }
        core.effects.changed(this);
        return this;
    }

    /** Lets its time run on; on one that is not paused it does nothing. */
    public Effect resume() {
        synchronized (this) {
            if (state != State.PAUSED) {
                return this;
            }
            run(leftNs);
        }
        core.effects.changed(this);
        return this;
    }

    /** Ends it before its time is over; on one that is over it does nothing. */
    public Effect end() {
        if (off()) {
            core.effects.changed(this);
        }
        return this;
    }

    /** Whether it is to be carried out now: started, not over, and not paused. For game loops that poll. */
    public synchronized boolean isRunning() {
        return state == State.RUNNING;
    }

    public synchronized boolean isPaused() {
        return state == State.PAUSED;
    }

    /** What is left of its time; zero when it is over. */
    public synchronized Duration remaining() {
        return Duration.ofNanos(state == State.OFF ? 0 : Math.max(0, leftNs(core.loop.nowNs())));
    }

    /** The id of the purchase that it runs for, or empty. */
    public synchronized String purchase() {
        return state == State.OFF ? "" : purchase;
    }

    /** Calls back when it begins: because the game started it, or an earlier life of the game did and it is not over yet. */
    public Effect onStart(Runnable handler) {
        onStart = handler;
        return this;
    }

    /**
     * Calls back when it is over, for whatever reason: its time, {@link #end}, a refusal of the server, the end of the show. Comes after each
     * {@link #onStart}, and not between when it starts over; one that is over before it could be told of has neither.
     */
    public Effect onEnd(Runnable handler) {
        onEnd = handler;
        return this;
    }

    private void tell(boolean active) {
        if (told != active) {
            told = active;
            Runnable handler = active ? onStart : onEnd;
            if (handler != null) {
                handler.run();
            }
        }
    }

    // Its state. What changes it holds its lock.

    synchronized State state() {
        return state;
    }

    private void run(long forNs) {
        State before = state;
        endsNs = core.loop.nowNs() + forNs;
        state = State.RUNNING;
        announce(before);
    }

    private void stop(long withNs) {
        State before = state;
        leftNs = withNs;
        state = State.PAUSED;
        announce(before);
    }

    /** @return whether it was on */
    synchronized boolean off() {
        State before = state;
        state = State.OFF;
        announce(before);
        return before != State.OFF;
    }

    private void announce(State before) {
        if ((before == State.OFF) != (state == State.OFF)) {
            core.callbacks.offer(news, state != State.OFF);
        }
    }

    private long leftNs(long nowNs) {
        return state == State.RUNNING ? endsNs - nowNs : leftNs;
    }

    /** @return whether it was on, and its end due for longer than the grace */
    synchronized boolean offIfOverdue(long nowNs, long graceNs) {
        return state == State.RUNNING && nowNs - endsNs > graceNs && off();
    }

    /** An earlier life of the game has started it. */
    synchronized void adopt(String bought, long withNs, boolean paused) {
        if (state != State.OFF) {
            return;
        }
        purchase = bought;
        if (paused) {
            stop(withNs);
        } else {
            run(withNs);
        }
    }

    /** The server, which has stood still without the game, knows better what is left. */
    synchronized void setLeft(long withNs) {
        if (state == State.RUNNING) {
            run(withNs);
        } else if (state == State.PAUSED) {
            stop(withNs);
        }
    }

    /** What {@code effect.start} says now. */
    synchronized Map<String, Object> params(long nowNs) {
        Map<String, Object> params = new LinkedHashMap<>(members);
        params.put("effect", id);
        // On a connection after the first, of the rest.
        params.put("durationMs", Math.max(1, Math.min(DURATION_MS_MAX, (leftNs(nowNs) + 999_999) / 1_000_000)));
        if (!purchase.isEmpty()) {
            params.put("purchase", purchase);
        }
        return params;
    }

    @Override
    public String toString() {
        return "Effect[" + id + ", " + state() + "]";
    }
}
