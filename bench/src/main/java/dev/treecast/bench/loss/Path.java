package dev.treecast.bench.loss;

import dev.treecast.bench.tree.Timeline;
import java.util.SplittableRandom;

/** One direction of a network: loses packets, one by one or all of those of a moment, and delays the others, in order. */
final class Path {
    private final SplittableRandom random;
    private final double loss;
    private final double burstNs;
    private final long delayNs;

    private boolean bad;
    private long stateEndsNs;
    private long lastArrivalNs;

    Path(SplittableRandom random, double loss, int burstMs, long delayNs) {
        this.random = random;
        this.loss = loss;
        this.burstNs = burstMs * (double) Timeline.MS;
        this.delayNs = delayNs;
    }

    /** When a packet that is sent now arrives; {@link Timeline#NEVER} when it is lost. */
    long arrivalNs(long nowNs) {
        if (loses(nowNs)) {
            return Timeline.NEVER;
        }
        long atNs = nowNs + delayNs + random.nextLong(LossPlan.JITTER_MS * Timeline.MS + 1);
        lastArrivalNs = Math.max(lastArrivalNs, atNs);
        return lastArrivalNs;
    }

    private boolean loses(long nowNs) {
        if (burstNs == 0 || loss == 0) {
            return random.nextDouble() < loss;
        }
        // Gilbert's model in time: good and bad moments of random length, and nothing gets through in a bad one.
        while (nowNs >= stateEndsNs) {
            bad = !bad;
            double meanNs = bad ? burstNs : burstNs * (1 - loss) / loss;
            stateEndsNs += (long) (-Math.log(1 - random.nextDouble()) * meanNs) + 1;
        }
        return bad;
    }
}
