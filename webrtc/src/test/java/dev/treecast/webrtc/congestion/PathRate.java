package dev.treecast.webrtc.congestion;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What a simulated path carries over time, in steps. */
final class PathRate {
    private final TreeMap<Long, Double> steps = new TreeMap<>();

    private PathRate() {}

    static PathRate constant(double bps) {
        PathRate rate = new PathRate();
        rate.steps.put(Long.MIN_VALUE, bps);
        return rate;
    }

    PathRate then(double atSeconds, double bps) {
        steps.put((long) (atSeconds * 1e9), bps);
        return this;
    }

    /**
     * A moving phone, made up: every 100 ms a rate that walks around a mean, with a fade to a fifth of it now and then.
     */
    static PathRate cell(long seed, double meanBps, double seconds) {
        PathRate rate = constant(meanBps);
        Random random = new Random(seed);
        double walk = 0;
        int fade = 0;
        for (double at = 0; at < seconds; at += 0.1) {
            walk = 0.95 * walk + 0.12 * random.nextGaussian();
            if (fade == 0 && random.nextDouble() < 0.01) {
                fade = 5 + random.nextInt(15);
            }
            double factor = Math.exp(walk) * (fade > 0 ? 0.2 : 1);
            fade = Math.max(0, fade - 1);
            rate.then(at, Math.clamp(meanBps * factor, 100_000, 4 * meanBps));
        }
        return rate;
    }

    double bps(long nowNs) {
        return steps.floorEntry(nowNs).getValue();
    }

    /** When the bits are through that begin at this instant. */
    long end(long beginNs, double bits) {
        long at = beginNs;
        double left = bits;
        while (true) {
            double bps = bps(at);
            Map.Entry<Long, Double> next = steps.higherEntry(at);
            long endNs = at + (long) (left * 1e9 / bps);
            if (next == null || endNs <= next.getKey()) {
                return endNs;
            }
            left -= bps * (next.getKey() - at) / 1e9;
            at = next.getKey();
        }
    }

    /** Mean over a time, bit/s. */
    double meanBps(long fromNs, long toNs) {
        double bits = 0;
        long step = 1_000_000;
        for (long at = fromNs; at < toNs; at += step) {
            bits += bps(at) * step / 1e9;
        }
        return bits * 1e9 / (toNs - fromNs);
    }
}
