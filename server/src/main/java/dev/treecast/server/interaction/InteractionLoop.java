package dev.treecast.server.interaction;

import dev.treecast.interaction.bus.Interaction;
import dev.treecast.interaction.bus.InteractionCounters;
import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the {@link Interaction}. Carriers hand it what comes over a bounded queue, from any thread, and wake it only when it sleeps; it
 * sleeps until the bus's next deadline. A fault with one client's message ends that client; a full queue drops the message, and counts it.
 *
 * <p>How many connections there may be is bounded where they are accepted.
 */
public final class InteractionLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InteractionLoop.class);

    /** Commands in a row before deadlines are looked at: at a microsecond each, a tick is late by a quarter of a millisecond at most. */
    private static final int BATCH = 256;

    /** Counters are for a scrape every few seconds. */
    private static final long COUNTERS_NS = 1_000_000_000;

    /** After a fault in {@code timeout} its deadline may still be due; trying again at once would spin. */
    private static final long TIMEOUT_RETRY_NS = 50_000_000;

    private static final long CLOSE_MS_MAX = 1_000;

    // Given.
    private final Interaction interaction;
    private final LongSupplier clock;
    private final InteractionLoopOptions options;

    // Shared.
    private final MpscArrayQueue<Runnable> commands;
    /** Those whose goodbye found the queue full; each connection is in it once at most. */
    private final Queue<InteractionConnection> leaving = new ConcurrentLinkedQueue<>();

    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final LongAdder messagesDropped = new LongAdder();
    private final LongAdder connectionsRefused = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Thread thread;
    private volatile InteractionCounters counters = InteractionCounters.NONE;
    private volatile boolean asleep;
    private volatile boolean draining;
    private volatile boolean closed;

    // The loop's.
    private boolean shutDown;
    private boolean countersStale = true;
    private long countersAtNs;
    private long timeoutNotBeforeNs;

    private InteractionLoop(
            Function<Executor, Interaction> interaction, LongSupplier clock, InteractionLoopOptions options) {
        this.clock = clock;
        this.options = options;
        this.commands = new MpscArrayQueue<>(options.queueMessagesMax());
        this.interaction = interaction.apply(this::execute);
        this.thread = Thread.ofPlatform().name("interaction").daemon().unstarted(this::run);
    }

    /**
     * Starts the thread. From here on nobody else may call the bus.
     *
     * @param nowNs a monotonic clock, {@code System::nanoTime}
     */
    public static InteractionLoop start(Interaction interaction, LongSupplier nowNs, InteractionLoopOptions options) {
        return start(unused -> interaction, nowNs, options);
    }

    /**
     * As above, for a bus that waits for what other threads find out.
     *
     * @param interaction makes the bus; is given what runs things on its thread, from any thread. When the queue is full they are dropped, and counted
     */
    public static InteractionLoop start(
            Function<Executor, Interaction> interaction, LongSupplier nowNs, InteractionLoopOptions options) {
        InteractionLoop loop = new InteractionLoop(interaction, nowNs, options);
        loop.countersAtNs = nowNs.getAsLong() - COUNTERS_NS;
        loop.timeoutNotBeforeNs = nowNs.getAsLong();
        loop.thread.start();
        return loop;
    }

    /**
     * A client's connection has opened; from any thread.
     *
     * @param address whose it is, as bounds and bans count it: {@link ClientAddress#counted}
     * @param seenFrames what its RTP timestamps stand for; {@link SeenFrameClock#NONE} for carriers without media
     * @param outbox the way to it; when the loop takes nobody it is closed at once
     */
    public InteractionConnection connect(String stream, String address, SeenFrameClock seenFrames, Outbox outbox) {
        InteractionConnection connection =
                new InteractionConnection(this, options.connectionBytesMax(), stream, address, seenFrames, outbox);
        if (draining || !offer(connection::open)) {
            connectionsRefused.increment();
            connection.refuse();
        }
        return connection;
    }

    /** What state pages show of a stream's interaction: a JSON object, {@code {}} when there is none. */
    public CompletionStage<String> stateJson(String stream) {
        CompletableFuture<String> state = new CompletableFuture<>();
        boolean taken = offer(() -> {
            try {
                state.complete(interaction.stateJson(nowNs(), stream));
            } catch (RuntimeException e) {
                state.completeExceptionally(e);
            }
        });
        if (!taken) {
            state.completeExceptionally(new RejectedExecutionException("the interaction loop is full"));
        }
        return state;
    }

    /** The bus's sums, a second old at most. */
    public InteractionCounters counters() {
        return counters;
    }

    /** Messages that were not taken because the queue, or their connection's share of it, was full. */
    public long messagesDropped() {
        return messagesDropped.sum();
    }

    /** Connections that were not taken because the queue was full, or the server stops. */
    public long connectionsRefused() {
        return connectionsRefused.sum();
    }

    /** Faults of ours; the log has each. */
    public long failures() {
        return failures.sum();
    }

    /** Says goodbye to everybody and takes nobody any more; completes when the carriers have it. Further calls do nothing. */
    public CompletionStage<Void> drain() {
        draining = true;
        wake();
        return drained.copy();
    }

    /** Ends the thread, a second at most; the bus is nobody's then. Comes after {@link #drain()}. */
    @Override
    public void close() {
        draining = true;
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_MS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drained.complete(null);
    }

    boolean offer(Runnable command) {
        if (closed || !commands.offer(command)) {
            return false;
        }
        wake();
        return true;
    }

    private void execute(Runnable command) {
        if (!offer(command)) {
            messageDropped();
        }
    }

    void leave(InteractionConnection connection) {
        if (!offer(connection::end)) {
            leaving.add(connection);
            wake();
        }
    }

    private void wake() {
        // The queue publishes its element without a full fence; without this one the loop's last look at the queue and
        // ours at its sleep could miss each
        // other.
        VarHandle.fullFence();
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    void messageDropped() {
        messagesDropped.increment();
    }

    void failed(String what, Throwable e) {
        failures.increment();
        LOG.error(what, e);
    }

    // What follows runs on the loop's thread.

    Interaction interaction() {
        return interaction;
    }

    long nowNs() {
        return clock.getAsLong();
    }

    private void run() {
        while (!closed) {
            int taken = commands.drain(this::perform, BATCH);
            InteractionConnection left;
            while ((left = leaving.poll()) != null) {
                left.end();
            }
            boolean due = timeout();
            if (draining && !shutDown) {
                shutDown();
            }
            countersStale |= taken > 0 || due;
            publishCounters();
            if (taken == 0 && !due) {
                sleep();
            }
        }
    }

    private void perform(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException e) {
            failed("A command of the interaction loop failed", e);
        }
    }

    private boolean timeout() {
        long deadlineNs = interaction.nextDeadlineNs();
        long now = nowNs();
        if (deadlineNs == Interaction.NO_DEADLINE || deadlineNs - now > 0 || timeoutNotBeforeNs - now > 0) {
            return false;
        }
        try {
            interaction.timeout(now);
        } catch (RuntimeException e) {
            timeoutNotBeforeNs = now + TIMEOUT_RETRY_NS;
            failed("The interaction bus failed at its deadline", e);
        }
        return true;
    }

    private void shutDown() {
        shutDown = true;
        try {
            interaction.shutdown(nowNs());
        } catch (RuntimeException e) {
            failed("The interaction bus did not shut down", e);
        }
        drained.complete(null);
    }

    private void publishCounters() {
        long now = nowNs();
        if (countersStale && now - countersAtNs >= COUNTERS_NS) {
            try {
                counters = interaction.counters();
            } catch (RuntimeException e) {
                failed("The interaction bus's counters failed", e);
            }
            countersAtNs = now;
            countersStale = false;
        }
    }

    private void sleep() {
        asleep = true;
        // Asked after saying so: whoever comes after this look finds the loop asleep and wakes it.
        if (commands.isEmpty() && leaving.isEmpty() && !closed && (!draining || shutDown)) {
            long waitNs = waitNs();
            if (waitNs == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else if (waitNs > 0) {
                LockSupport.parkNanos(this, waitNs);
            }
        }
        asleep = false;
    }

    private long waitNs() {
        long now = nowNs();
        long deadlineNs = interaction.nextDeadlineNs();
        long waitNs = Long.MAX_VALUE;
        if (deadlineNs != Interaction.NO_DEADLINE) {
            waitNs = Math.max(deadlineNs - now, timeoutNotBeforeNs - now);
        }
        if (countersStale) {
            waitNs = Math.min(waitNs, countersAtNs + COUNTERS_NS - now);
        }
        return waitNs;
    }
}
