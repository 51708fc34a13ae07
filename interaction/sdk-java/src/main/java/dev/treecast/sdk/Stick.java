package dev.treecast.sdk;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A control with a position: a {@link Joystick} or a {@link Pad}. When viewers fall silent, or the server or the way to it does, it goes back to the middle
 * after its dead-man time, as some sticks fly drones.
 *
 * @param <T> the control's own kind
 */
public abstract sealed class Stick<T extends Stick<T>> extends Merged<T> permits Joystick, Pad {
    private static final long DEADMAN_MS = 300;

    private final Slot<Tick> ticks = new Slot<>(Tick::then, this::call);

    private volatile long deadmanMs = DEADMAN_MS;
    private volatile Tick last = Tick.neutral(0, 0);
    private volatile @Nullable Consumer<Tick> onTick;
    private volatile @Nullable Consumer<Input> onInput;

    /** When {@link #last} came; the loop's. */
    private long movedNs;

    private boolean disconnected;

    Stick(Core core, String scene, String id, String kind) {
        super(core, scene, id, kind);
    }

    /** The game hears the mean of all viewers, once a tick. So it is unless set otherwise. */
    public T mean() {
        return set(MERGE, "aggregate");
    }

    /** After how long a silence it goes back to the middle; 300 ms unless set, 50 ms to 10 s. */
    public T deadman(Duration time) {
        T self = set("deadmanMs", "a dead-man time", time, 50, 10_000);
        deadmanMs = time.toMillis();
        return self;
    }

    /** Calls back with where it is, once for each tick in which something happened, and when it goes back to the middle. */
    public T onTick(Consumer<Tick> handler) {
        onTick = handler;
        return self();
    }

    /** Calls back with single viewers' moves: the crew's, and the samples of ticks. */
    public T onInput(Consumer<Input> handler) {
        onInput = handler;
        return self();
    }

    /** Where viewers hold it on average now, −1 … 1. For game loops that poll. */
    public double x() {
        return last.x();
    }

    /** Where viewers hold it on average now, −1 … 1. For game loops that poll; x and y of one moment are in {@link #last}. */
    public double y() {
        return last.y();
    }

    /** The last tick that moved it. */
    public Tick last() {
        return last;
    }

    @Override
    void tick(long nowNs, Tick tick) {
        if (tick.moved()) {
            last = tick;
            movedNs = nowNs;
            disconnected = false;
        }
        if (onTick != null || onInput != null) {
            core.callbacks.offer(ticks, tick);
        }
    }

    @Override
    void beat(long nowNs, long graceMs, StreamClock clock) {
        long silentMs = (nowNs - movedNs) / 1_000_000;
        if (!last.neutral() && silentMs > deadmanMs + (disconnected ? 0 : graceMs)) {
            neutral(nowNs, clock);
        }
    }

    @Override
    void disconnected(long nowNs) {
        disconnected = true;
    }

    @Override
    void neutral(long nowNs, StreamClock clock) {
        if (!last.neutral()) {
            tick(nowNs, Tick.neutral(last.number(), clock.nowUs(nowNs)));
        }
    }

    private void call(Tick tick) {
        Consumer<Tick> handler = onTick;
        if (handler != null) {
            handler.accept(tick);
        }
        tick.samples().forEach(this::input);
    }

    @Override
    void input(Input input) {
        Consumer<Input> handler = onInput;
        if (handler != null) {
            handler.accept(input);
        }
    }
}
