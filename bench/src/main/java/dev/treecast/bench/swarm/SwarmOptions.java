package dev.treecast.bench.swarm;

import java.net.URI;

/**
 * How a swarm runs.
 *
 * @param protocol that the server speaks
 * @param server where its signaling is
 * @param publishKey that it takes
 * @param viewersMax sockets to open: the most viewers at one time
 * @param threads that run the viewers who only count
 * @param feedbackHz how often a viewer reports what it received
 * @param inputsPerSecond how often a viewer presses or releases a button over data channels; 0 for viewers without
 */
public record SwarmOptions(
        Protocol protocol,
        URI server,
        String publishKey,
        int viewersMax,
        int threads,
        int feedbackHz,
        double inputsPerSecond) {

    URI whip(int stream) {
        return server.resolve("/whip/" + streamName(stream));
    }

    URI whep(int stream) {
        return server.resolve("/whep/" + streamName(stream));
    }

    long feedbackNs() {
        return 1_000_000_000L / feedbackHz;
    }

    boolean interacting() {
        return inputsPerSecond > 0;
    }

    /** Where the first stream's game connects. */
    URI game() {
        return server.resolve("/" + streamName(0));
    }

    long inputNs() {
        return (long) (1e9 / inputsPerSecond);
    }

    private static String streamName(int stream) {
        return "bench-" + stream;
    }
}
