package dev.treecast.edge;

import dev.treecast.webrtc.peer.MediaLoop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * What other threads bring to a loop: a queue that wakes the loop only if it sleeps. Unbounded by itself; whoever adds many looks at {@link #size} first.
 */
final class LoopInbox {
    private static final int QUEUE_CHUNK = 256;

    // Given.
    private final MediaLoop loop;
    private final Runnable drained;
    private final Consumer<RuntimeException> broken;

    // Owned.
    private final MpscUnboundedArrayQueue<Runnable> queue = new MpscUnboundedArrayQueue<>(QUEUE_CHUNK);
    private final AtomicBoolean draining = new AtomicBoolean();

    /**
     * @param drained run on the loop when all that was there has been taken in
     * @param broken told what one of them threw: it must not take those behind it along
     */
    LoopInbox(MediaLoop loop, Runnable drained, Consumer<RuntimeException> broken) {
        this.loop = loop;
        this.drained = drained;
        this.broken = broken;
    }

    /** How many wait; from any thread, and a guess where others add at the same time. */
    int size() {
        return queue.size();
    }

    /** From any thread. */
    void add(Runnable arrival) {
        queue.add(arrival);
        if (draining.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    private void drain() {
        draining.set(false);
        for (Runnable arrival = queue.poll(); arrival != null; arrival = queue.poll()) {
            try {
                arrival.run();
            } catch (RuntimeException e) {
                broken.accept(e);
            }
        }
        drained.run();
    }
}
