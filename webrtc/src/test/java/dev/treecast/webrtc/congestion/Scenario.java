package dev.treecast.webrtc.congestion;

import java.util.function.LongUnaryOperator;

/**
 * One viewer on one path.
 *
 * @param seconds how long it takes
 * @param settledAt seconds from when on it is to be judged
 * @param keyframe how many times larger every 120th frame is
 * @param encoder what is sent, by the estimate, bit/s
 * @param wanted what is probed for, by the estimate, bit/s; 0 for nothing
 */
record Scenario(
        String name,
        Bottleneck.Path path,
        double seconds,
        double settledAt,
        SimulatedViewer.Feedback feedback,
        double keyframe,
        LongUnaryOperator encoder,
        LongUnaryOperator wanted) {
    /** As much as the estimate allows, and always curious. */
    static Scenario greedy(String name, Bottleneck.Path path, double seconds, double settledAt) {
        return new Scenario(
                name,
                path,
                seconds,
                settledAt,
                SimulatedViewer.Feedback.good(),
                1,
                estimate -> (long) (0.95 * estimate),
                estimate -> 2 * estimate);
    }

    /** A stream of this rate, or less where the estimate is less; something a fifth larger is wanted. */
    Scenario upTo(long bps) {
        return new Scenario(
                name,
                path,
                seconds,
                settledAt,
                feedback,
                keyframe,
                estimate -> Math.min(bps, (long) (0.95 * estimate)),
                estimate -> bps * 6 / 5);
    }

    /** A stream of this rate, whatever the estimate; nothing is probed for. */
    Scenario always(long bps) {
        return new Scenario(name, path, seconds, settledAt, feedback, keyframe, estimate -> bps, estimate -> 0);
    }

    Scenario wanting(long bps) {
        return new Scenario(name, path, seconds, settledAt, feedback, keyframe, encoder, estimate -> bps);
    }

    Scenario keyframes(double factor) {
        return new Scenario(name, path, seconds, settledAt, feedback, factor, encoder, wanted);
    }

    Scenario feedback(SimulatedViewer.Feedback conditions) {
        return new Scenario(name, path, seconds, settledAt, conditions, keyframe, encoder, wanted);
    }

    SimulatedViewer run(long seed) {
        Simulation simulation = new Simulation(seed);
        SimulatedViewer viewer = new SimulatedViewer(
                simulation, new Bottleneck(path, simulation.random), feedback, keyframe, encoder, wanted);
        viewer.start(0);
        simulation.run(seconds);
        return viewer;
    }
}
