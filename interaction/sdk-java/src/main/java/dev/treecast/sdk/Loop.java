package dev.treecast.sdk;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The SDK's own thread, which owns the connection and all that belongs to it. Nothing on it waits for anything. */
final class Loop {
    private static final System.Logger LOG = System.getLogger(Show.class.getName());

    /** Commands of the game that may wait. They take microseconds each, so that more are a game gone wild. */
    private static final int TOLD_MAX = 8_192;

    private final ScheduledThreadPoolExecutor executor;
    private final AtomicInteger told = new AtomicInteger();

    Loop(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    long nowNs() {
        return System.nanoTime();
    }

    /** A command that may be refused: false when too many wait, or the show is over. */
    boolean tell(Runnable command) {
        if (told.incrementAndGet() > TOLD_MAX) {
            told.decrementAndGet();
            return false;
        }
        return run(() -> {
            told.decrementAndGet();
            command.run();
        });
    }

    /** A command of which there are few, or which must not be lost; false when the show is over. */
    boolean run(Runnable command) {
        try {
            executor.execute(guarded(command));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    void after(long delayMs, Runnable command) {
        try {
            var unused = executor.schedule(guarded(command), delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.TRACE, "the show is over", e);
        }
    }

    void every(long intervalMs, Runnable command) {
        var unused = executor.scheduleWithFixedDelay(guarded(command), intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    }

    void stop() {
        executor.shutdown();
    }

    /** A fault of ours costs what it broke, and neither the thread nor, as an executor would have it, all later beats. */
    private static Runnable guarded(Runnable command) {
        return () -> {
            try {
                command.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a fault in the SDK", e);
            }
        };
    }
}
