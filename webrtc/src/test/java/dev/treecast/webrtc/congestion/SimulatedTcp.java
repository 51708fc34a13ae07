package dev.treecast.webrtc.congestion;

/** A download that competes: slow start, then CUBIC (RFC 9438) without its finer points; loss is noticed a round trip later, once per round trip. */
final class SimulatedTcp {
    private static final int SEGMENT_BYTES = 1_500;
    private static final double BETA = 0.7;
    private static final double C = 0.4;

    private final Simulation simulation;
    private final Bottleneck path;
    private double window = 10;
    private double slowStartUntil = Double.MAX_VALUE;
    private double windowMax;
    private long epochNs;
    private long recoverNs;
    private int inFlight;
    long receivedBytes;

    SimulatedTcp(Simulation simulation, Bottleneck path) {
        this.simulation = simulation;
        this.path = path;
    }

    void start(double seconds) {
        simulation.at((long) (seconds * 1e9), this::fill);
    }

    private void fill() {
        while (inFlight < window) {
            long nowNs = simulation.nowNs();
            inFlight++;
            long queueNs = (long) (path.queueMs(nowNs) * 1e6);
            long arrivalNs = path.send(nowNs, SEGMENT_BYTES);
            if (arrivalNs == Bottleneck.DROPPED) {
                simulation.in(queueNs + 2 * path.oneWayNs() + 1_000_000, () -> lost(nowNs));
            } else {
                simulation.at(arrivalNs + path.oneWayNs(), () -> acknowledged(nowNs));
            }
        }
    }

    private void acknowledged(long sentNs) {
        inFlight--;
        receivedBytes += SEGMENT_BYTES;
        if (window < slowStartUntil) {
            window += 1;
        } else {
            double t = (simulation.nowNs() - epochNs) / 1e9;
            double k = Math.cbrt(windowMax * (1 - BETA) / C);
            double target = C * Math.pow(t - k, 3) + windowMax;
            // At least as fast as Reno.
            double reno = windowMax * BETA + 0.53 * t * 1e9 / Math.max(1, simulation.nowNs() - sentNs);
            window = Math.max(window, Math.max(target, reno));
        }
        fill();
    }

    private void lost(long sentNs) {
        inFlight--;
        if (sentNs >= recoverNs) {
            recoverNs = simulation.nowNs();
            windowMax = window;
            window = Math.max(2, window * BETA);
            slowStartUntil = window;
            epochNs = simulation.nowNs();
        }
        fill();
    }
}
