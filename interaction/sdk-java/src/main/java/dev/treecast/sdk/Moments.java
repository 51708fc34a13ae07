package dev.treecast.sdk;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a game tells viewers of the moment, worth nothing later: events, cues, positions. Without a way to them it is left out. */
final class Moments {
    /** Positions are numbered by stream time at the show's own pace: so they rise from one life of a game to the next, too. */
    private static final long TICK_US = 50_000;

    /** A game that sends too much is not to be flooded in turn. */
    private static final long REPORT_EVERY_NS = 1_000_000_000;

    private final Core core;
    private final EventRate rate = new EventRate();
    private final AtomicReference<byte @Nullable []> positions = new AtomicReference<>();

    private long positionsNumber;
    private long aboveRate;
    private long withoutWay;
    private long reportedNs;

    Moments(Core core) {
        this.core = core;
    }

    /**
     * Any thread's: sends an event or a cue.
     *
     * @return false when it is known already that it was left out
     */
    boolean send(Map<String, Object> message) {
        String text = Json.write(message);
        return core.isConnected() && core.loop.tell(() -> send(text));
    }

    /** Any thread's: shows these bytes to viewers at the next beat, unless newer ones come before it. */
    void show(byte[] newest) {
        positions.set(newest);
    }

    private void send(String text) {
        Wire wire = core.wire();
        if (!rate.take(core.loop.nowNs())) {
            aboveRate++;
        } else if (wire == null || !wire.send(text, true)) {
            withoutWay++;
        }
    }

    void beat(long nowNs) {
        Wire wire = core.wire();
        byte[] newest = wire == null ? null : positions.getAndSet(null);
        if (newest != null && wire != null) {
            positionsNumber = Math.max(positionsNumber + 1, core.clock.nowUs(nowNs) / TICK_US);
            wire.send(Frames.positions(positionsNumber, newest));
        }
        if (nowNs - reportedNs >= REPORT_EVERY_NS) {
            reportedNs = nowNs;
            report();
        }
    }

    private void report() {
        if (aboveRate > 0) {
            core.report(ShowError.of("rate", aboveRate + " events were left out: a show has 100 a second at most"));
        }
        if (withoutWay > 0) {
            String why = " events were left out: the connection is gone or does not keep up";
            core.report(ShowError.of("overflow", withoutWay + why));
        }
        aboveRate = 0;
        withoutWay = 0;
    }
}
