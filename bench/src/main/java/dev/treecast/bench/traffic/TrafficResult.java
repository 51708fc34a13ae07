package dev.treecast.bench.traffic;

/**
 * What a game was sent.
 *
 * @param controls what it shows
 * @param viewers who all give input as fast as the limits allow
 * @param way how it was measured
 * @param seconds for how long
 * @param inputs that were folded into the ticks
 * @param controlsPerTick that had input, in the mean
 * @param messages that the game was sent, once-a-second statistics among them
 * @param bytes of these, with the WebSocket's headers
 * @param oneByOneBytes what it would be if each input were passed on by itself
 */
public record TrafficResult(
        ControlSet controls,
        int viewers,
        Way way,
        double seconds,
        long inputs,
        double controlsPerTick,
        long messages,
        long bytes,
        long oneByOneBytes) {

    /** 1.5 Mbit/s. */
    public static final long GOAL_BYTES_PER_SECOND = 187_500;

    private static final double MBIT = 1e6 / 8;

    /** How it was measured. */
    public enum Way {
        /** On the bus itself, in simulated time: the same on every machine. */
        SIMULATED("simulated"),
        /** Over WebSockets, against a server's process. */
        WEBSOCKETS("WebSockets");

        private final String text;

        Way(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public String description() {
        return controls.description();
    }

    public double bytesPerSecond() {
        return bytes / seconds;
    }

    public double mbitPerSecond() {
        return bytesPerSecond() / MBIT;
    }

    public double messagesPerSecond() {
        return messages / seconds;
    }

    public double inputsPerSecond() {
        return inputs / seconds;
    }

    /** How many times as much it would be one by one. */
    public double saving() {
        return bytes == 0 ? 0 : (double) oneByOneBytes / bytes;
    }

    /** Whether it is within the goal. */
    public boolean isWithinGoal() {
        return bytesPerSecond() <= GOAL_BYTES_PER_SECOND;
    }
}
