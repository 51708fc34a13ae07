package dev.treecast.sdk;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A button: viewers press it and let go of it, or buy with it what it {@link #cost costs}: presses are purchases then. */
public final class Button extends Priced<Button> {
    private final Slot<Tick> ticks = new Slot<>(Tick::then, this::call);
    private final AtomicLong pressed = new AtomicLong();

    private volatile long holding;
    private volatile @Nullable IntConsumer onPress;
    private volatile @Nullable Consumer<Tick> onTick;
    private volatile @Nullable Consumer<Input> onInput;

    Button(Core core, String scene, String id) {
        super(core, scene, id, "button");
    }

    @Override
    Button self() {
        return this;
    }

    /** The key that presses it, a {@code KeyboardEvent.code} such as {@code KeyH}. */
    public Button key(String code) {
        return set("key", Names.text("a key", code, 64));
    }

    /** The gamepad's button that presses it, by the standard mapping's index. */
    public Button gamepad(int index) {
        return set("gamepad", Names.within("a gamepad's button", index, 0, 63));
    }

    /** Calls back when viewers pressed it, with how often since the last call. */
    public Button onPress(IntConsumer handler) {
        onPress = handler;
        return this;
    }

    /** Calls back with what happened to it in an interval. */
    public Button onTick(Consumer<Tick> handler) {
        onTick = handler;
        return this;
    }

    /** Calls back with single viewers' presses and releases: the crew's, and the samples of ticks. */
    public Button onInput(Consumer<Input> handler) {
        onInput = handler;
        return this;
    }

    /** How often it was pressed since this was asked last. For game loops that poll. */
    public int pressed() {
        return (int) Math.min(Integer.MAX_VALUE, pressed.getAndSet(0));
    }

    /** How many viewers hold it down now. */
    public long holding() {
        return holding;
    }

    @Override
    void tick(long nowNs, Tick tick) {
        pressed.addAndGet(tick.presses());
        holding = tick.holding();
        if (onPress != null || onTick != null || onInput != null) {
            core.callbacks.offer(ticks, tick);
        }
    }

    @Override
    void crew(Input input) {
        if (input.action() == Action.PRESS) {
            pressed.incrementAndGet();
        }
        super.crew(input);
    }

    @Override
    void disconnected(long nowNs) {
        holding = 0;
    }

    private void call(Tick tick) {
        IntConsumer presses = onPress;
        if (presses != null && tick.presses() > 0) {
            presses.accept((int) Math.min(Integer.MAX_VALUE, tick.presses()));
        }
        Consumer<Tick> whole = onTick;
        if (whole != null) {
            whole.accept(tick);
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
