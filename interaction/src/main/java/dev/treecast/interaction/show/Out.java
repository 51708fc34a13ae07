package dev.treecast.interaction.show;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What goes to viewers at a steady rate and may be lost: tallies, and the newest positions. */
final class Out {
    private static final long SECOND_NS = 1_000_000_000L;

    private final Show show;
    private byte @Nullable [] positions;
    private boolean fresh;
    private int newest;
    private long intervalNs = SECOND_NS / ShowOptions.OUT_HZ;
    private long lastNs = Long.MIN_VALUE / 2;

    Out(Show show) {
        this.show = show;
    }

    void setHz(int hz) {
        intervalNs = SECOND_NS / hz;
    }

    /** Forgets the last number, as a new game counts from its own start. */
    void restart() {
        positions = null;
        fresh = false;
    }

    void positions(int number, byte[] data, int offset, int length) {
        if (positions != null && number - newest <= 0) {
            return;
        }
        newest = number;
        positions = Arrays.copyOfRange(data, offset, offset + length);
        fresh = true;
    }

    long nextDeadlineNs() {
        return fresh || show.polls().hasTallies() ? lastNs + intervalNs : Long.MAX_VALUE;
    }

    void timeout(long nowNs) {
        if (nowNs < nextDeadlineNs()) {
            return;
        }
        lastNs = nowNs;
        byte[] frame = positions;
        if (fresh && frame != null) {
            show.viewers().all().forEach(viewer -> viewer.sendBinary(frame));
            fresh = false;
        }
        show.polls()
                .tallies((control, tally) ->
                        show.viewers().ofScene(control.scene()).forEach(viewer -> viewer.sendBinary(tally)));
    }
}
