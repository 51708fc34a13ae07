package dev.treecast.bench.swarm;

import dev.treecast.sdk.Button;
import dev.treecast.sdk.Show;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * A game and what is counted of its viewers: they press a button, one of them another whose way to the game is timed; the game says something to all of them
 * twice a second, which is timed as well. Game and viewers are one process, so one clock tells both times.
 */
final class InteractionLoad implements AutoCloseable {
    static final String PRESS = "press";
    static final String PROBE = "probe";

    private static final long EVENT_MS = 500;
    private static final int DIGITS = 3;

    final LongAdder inputsSent = new LongAdder();
    final LongAdder welcomed = new LongAdder();
    final LongAdder tallies = new LongAdder();
    final LongAdder errors = new LongAdder();

    private final Show show;
    private final ScheduledExecutorService events;
    private final LongAdder inputsFolded = new LongAdder();
    private final AtomicLong probeNs = new AtomicLong();
    private final Recorder pressNs = new Recorder(DIGITS);
    private final Recorder eventNs = new Recorder(DIGITS);
    private @Nullable Histogram recycledPress;
    private @Nullable Histogram recycledEvent;

    /** Connects the game to a stream's show. */
    InteractionLoad(URI stream, String publishKey) {
        this.show = Show.connect(stream.toString(), publishKey);
        Button press = show.button(PRESS);
        Button probe = show.button(PROBE);
        press.onTick(tick -> inputsFolded.add(tick.presses() + tick.releases()));
        probe.onTick(tick -> {
            inputsFolded.add(tick.presses() + tick.releases());
            long pressedNs = tick.presses() > 0 ? probeNs.getAndSet(0) : 0;
            if (pressedNs != 0) {
                pressNs.recordValue(System.nanoTime() - pressedNs);
            }
        });
        var unusedShow = show.ready();
        this.events = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("game").daemon().factory());
        var unusedTask = events.scheduleAtFixedRate(
                () -> show.event("tick", Map.of("sentNs", System.nanoTime())),
                EVENT_MS,
                EVENT_MS,
                TimeUnit.MILLISECONDS);
    }

    /** The probing viewer presses now. */
    void probePressed() {
        probeNs.set(System.nanoTime());
    }

    /** An event of the game's came to a viewer. */
    void event(long sentNs) {
        if (sentNs != 0) {
            eventNs.recordValue(Math.max(0, System.nanoTime() - sentNs));
        }
    }

    /** Counts so far, and times since the last call. */
    InteractionCounts counts() {
        Histogram press = pressNs.getIntervalHistogram(recycledPress);
        recycledPress = press;
        Histogram event = eventNs.getIntervalHistogram(recycledEvent);
        recycledEvent = event;
        return new InteractionCounts(
                welcomed.sum(),
                inputsSent.sum(),
                inputsFolded.sum(),
                tallies.sum(),
                errors.sum(),
                Percentiles.ofNs(press),
                Percentiles.ofNs(event));
    }

    @Override
    public void close() {
        events.shutdownNow();
        show.close();
    }
}
