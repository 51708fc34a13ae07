package dev.treecast.webrtc.congestion;

import java.util.ArrayDeque;
import java.util.Random;

/** A simulated path: a queue with a drop-tail buffer before a link, delay, jitter, loss; or a policer, which drops and does not queue. */
final class Bottleneck {
    static final long DROPPED = -1;
    private static final long GRANT_NS = 20_000_000L;

    /**
     * @param bufferMs how long a full buffer takes to drain at the first rate
     * @param oneWayMs delay besides the queue
     * @param jitterMs up to this much more
     * @param loss fraction lost at random
     * @param policed the rate is held by a token bucket of {@code bufferMs} instead of a queue
     */
    record Path(PathRate rate, double bufferMs, double oneWayMs, double jitterMs, double loss, boolean policed) {
        static Path of(double bps) {
            return of(PathRate.constant(bps));
        }

        static Path of(PathRate rate) {
            return new Path(rate, 300, 20, 0, 0, false);
        }

        Path buffer(double ms) {
            return new Path(rate, ms, oneWayMs, jitterMs, loss, policed);
        }

        Path oneWay(double ms) {
            return new Path(rate, bufferMs, ms, jitterMs, loss, policed);
        }

        Path jitter(double ms) {
            return new Path(rate, bufferMs, oneWayMs, ms, loss, policed);
        }

        Path loss(double fraction) {
            return new Path(rate, bufferMs, oneWayMs, jitterMs, fraction, policed);
        }

        Path policer(double burstMs) {
            return new Path(rate, burstMs, oneWayMs, jitterMs, loss, true);
        }
    }

    private record Queued(long departsNs, int bytes) {}

    private final Path path;
    private final Random random;
    private final double bufferBytes;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private double queuedBytes;
    private long freeNs;
    private double tokens;
    private long tokensNs;
    private double jitterMs;
    private long grant;
    private long lastArrivalNs;

    Bottleneck(Path path, Random random) {
        this.path = path;
        this.random = random;
        // A packet must fit, however shallow it is.
        this.bufferBytes = Math.max(2_500, path.bufferMs * path.rate.bps(0) / 8_000);
        this.tokens = bufferBytes;
    }

    /** When a packet sent now arrives, or {@link #DROPPED}. */
    long send(long nowNs, int bytes) {
        if (random.nextDouble() < path.loss) {
            return DROPPED;
        }
        long departsNs = path.policed ? police(nowNs, bytes) : enqueue(nowNs, bytes);
        if (departsNs == DROPPED) {
            return DROPPED;
        }
        long arrivalNs = departsNs + (long) ((path.oneWayMs + jitterMs(departsNs)) * 1e6);
        lastArrivalNs = Math.max(lastArrivalNs, arrivalNs);
        return lastArrivalNs;
    }

    /** As of a radio: a little all the time, every tenth grant late, and nothing overtakes. */
    private double jitterMs(long nowNs) {
        if (path.jitterMs > 0 && nowNs / GRANT_NS != grant) {
            grant = nowNs / GRANT_NS;
            jitterMs = path.jitterMs
                    * (random.nextDouble() < 0.1 ? 0.4 + 0.6 * random.nextDouble() : 0.15 * random.nextDouble());
        }
        return jitterMs;
    }

    private long enqueue(long nowNs, int bytes) {
        drain(nowNs);
        if (queuedBytes + bytes > bufferBytes) {
            return DROPPED;
        }
        freeNs = path.rate.end(Math.max(nowNs, freeNs), bytes * 8.0);
        queue.add(new Queued(freeNs, bytes));
        queuedBytes += bytes;
        return freeNs;
    }

    private void drain(long nowNs) {
        while (!queue.isEmpty() && queue.peek().departsNs <= nowNs) {
            queuedBytes -= queue.poll().bytes;
        }
    }

    private long police(long nowNs, int bytes) {
        tokens = Math.min(bufferBytes, tokens + path.rate.bps(nowNs) * (nowNs - tokensNs) / 8e9);
        tokensNs = nowNs;
        if (tokens < bytes) {
            return DROPPED;
        }
        tokens -= bytes;
        return nowNs;
    }

    /** How long a packet that came now would wait. */
    double queueMs(long nowNs) {
        return path.policed ? 0 : Math.max(0, freeNs - nowNs) / 1e6;
    }

    long oneWayNs() {
        return (long) (path.oneWayMs * 1e6);
    }

    PathRate rate() {
        return path.rate;
    }
}
