package dev.treecast.edge;

/**
 * How the packets of a frame are spread over time on their way to a viewer. The same packets lost 0.44 % at line rate and 0.007 % spread over 8 ms
 * in front of a shallow buffer (LiveKit issue 4724), so a big frame leaves in pieces, and not every viewer's at the same moment.
 *
 * @param packetsPerVisit packets that a viewer gets at a time: in one run, so that they cost little more than one
 * @param intervalNs between two such pieces for one viewer, ns; 0 sends everything at once
 * @param phases how many groups of viewers take turns within an interval
 * @param phaseNs between two phases, ns
 * @param viewersPerPhase a phase is not opened before those before it have so many viewers: a small audience waits for nobody
 */
public record Pacing(int packetsPerVisit, long intervalNs, int phases, long phaseNs, int viewersPerPhase) {

    /**
     * A frame of up to 512 packets is out after so many visits, so that none is held for longer than they take (28 ms by default), however
     * large it is. Up to 80 packets, a keyframe of 2.5 Mbit/s, none is sent faster than 24 Mbit/s.
     */
    private static final int CATCH_UP_VISITS = 8;

    /** Whatever waits is out after so long: a keyframe that takes longer would be a picture that stands still. */
    private static final double DRAIN_NS_MAX = 250_000_000;

    public Pacing {
        if (packetsPerVisit < 1 || packetsPerVisit > FanOutBatch.PACKETS_MAX || phases < 1 || intervalNs < 0) {
            throw new IllegalArgumentException("no such pacing");
        }
    }

    /**
     * Ten packets every 4 ms: 20 Mbit/s, above any stream that a browser plays. Most frames of a 2.5 Mbit/s stream have 8 to 13 packets and
     * leave in one run; keyframes, which are what overruns buffers, in pieces. Four phases half a millisecond apart, which is as fine as
     * timers are here; 32 viewers are sent a piece in about as long.
     */
    public static Pacing staggered() {
        return new Pacing(10, 4_000_000, 4, 500_000, 32);
    }

    /** Everything as it comes, to everybody at once: the least latency and the fewest system calls, the most loss on shallow buffers. */
    public static Pacing burst() {
        return new Pacing(FanOutBatch.PACKETS_MAX, 0, 1, 0, 1);
    }

    /** How many packets a visit to send of a backlog, however long it is. */
    int piece(long backlog) {
        // A piece and a half goes as one: a run of its own for two or three packets costs more than it spares the path.
        return backlog <= packetsPerVisit + packetsPerVisit / 2 ? (int) backlog : packetsPerVisit;
    }

    /** How many packets a visit to send of a backlog. */
    int packets(long backlog) {
        int piece = piece(backlog);
        long catchUp = (backlog + CATCH_UP_VISITS - 1) / CATCH_UP_VISITS;
        return (int) Math.min(Math.max((long) piece, catchUp), FanOutBatch.PACKETS_MAX);
    }

    /**
     * How long to wait after a piece so that a layer's keyframe does not overrun the queue before a bottleneck that carries not much more than the layer: a
     * piece stays one run, the time between pieces grows.
     *
     * @param bytes of the piece
     * @param paceBps 0 for no such care
     * @param waiting pieces that wait
     */
    long intervalNs(int bytes, long paceBps, double waiting) {
        if (paceBps <= 0 || intervalNs == 0) {
            return intervalNs;
        }
        long pacedNs = bytes * 8_000_000_000L / paceBps;
        double wholeNs = pacedNs * waiting;
        return Math.max(intervalNs, wholeNs > DRAIN_NS_MAX ? (long) (pacedNs * (DRAIN_NS_MAX / wholeNs)) : pacedNs);
    }

    /** How long a phase waits when packets arrive for viewers who are due. */
    long delayNs(int phase) {
        return phaseNs * phase;
    }
}
