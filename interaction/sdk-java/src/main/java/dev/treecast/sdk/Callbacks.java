package dev.treecast.sdk;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the game that wait to be made, in the order in which their causes came: by the thread that calls {@link #runUntilFinished}, or by whoever
 * calls {@link #run}. Whoever adds never waits. Events are bounded, and those above the bound dropped and counted; slots need no bound, as each
 * waits once.
 */
final class Callbacks {
    private final int eventsMax;
    private final Consumer<RuntimeException> onThrown;
    private final LongConsumer onDropped;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private int events;
    private long dropped;
    private boolean finished;

    /**
     * @param onThrown told on the thread that runs callbacks what one has thrown
     * @param onDropped told there how many events were dropped since it was told last
     */
    Callbacks(int eventsMax, Consumer<RuntimeException> onThrown, LongConsumer onDropped) {
        this.eventsMax = eventsMax;
        this.onThrown = onThrown;
        this.onDropped = onDropped;
    }

    /** Adds an event; false when it is dropped: too many wait, or the last one is in. */
    boolean offer(Runnable event) {
        lock.lock();
        try {
            if (finished) {
                return false;
            }
            if (events >= eventsMax) {
                dropped++;
                return false;
            }
            events++;
            add(() -> {
                taken();
                event.run();
            });
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a value, or joins it with the one that waits. */
    <T> void offer(Slot<T> slot, T value) {
        lock.lock();
        try {
            T before = slot.waiting;
            if (before != null) {
                slot.waiting = slot.join.apply(before, value);
                return;
            }
            slot.waiting = value;
            add(() -> {
                T waiting = take(slot);
                if (waiting != null) {
                    slot.handler.accept(waiting);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /** Adds the last one, whatever waits; nothing is taken after it. */
    void finish(Runnable last) {
        lock.lock();
        try {
            add(last);
            finished = true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what waits. */
    void clear() {
        lock.lock();
        try {
            queue.clear();
            events = 0;
            finished = true;
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes calls until there is none left or so many are made, and tells how many. */
    int run(int callsMax) {
        int calls = 0;
        while (calls < callsMax) {
            Runnable next = poll();
            if (next == null) {
                break;
            }
            call(next);
            calls++;
        }
        return calls;
    }

    /** Makes calls as they come, until the last one. */
    void runUntilFinished() {
        for (Runnable next = await(); next != null; next = await()) {
            call(next);
        }
    }

    private void call(Runnable callback) {
        try {
            callback.run();
            long count = takeDropped();
            if (count > 0) {
                onDropped.accept(count);
            }
        } catch (RuntimeException e) {
            onThrown.accept(e);
        }
    }

    private void add(Runnable callback) {
        if (!finished) {
            queue.add(callback);
            added.signal();
        }
    }

    private @Nullable Runnable poll() {
        lock.lock();
        try {
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable await() {
        lock.lock();
        try {
            while (queue.isEmpty() && !finished) {
                added.awaitUninterruptibly();
            }
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private <T> @Nullable T take(Slot<T> slot) {
        lock.lock();
        try {
            T waiting = slot.waiting;
            slot.waiting = null;
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private void taken() {
        lock.lock();
        try {
            events = Math.max(0, events - 1);
        } finally {
            lock.unlock();
        }
    }

    private long takeDropped() {
        lock.lock();
        try {
            long count = dropped;
            dropped = 0;
            return count;
        } finally {
            lock.unlock();
        }
    }
}
