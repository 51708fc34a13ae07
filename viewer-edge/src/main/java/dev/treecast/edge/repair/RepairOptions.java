package dev.treecast.edge.repair;

/**
 * How losses are repaired. Times are nanoseconds.
 *
 * @param deadlineNs from a packet's first sending to when the viewer's player wants it: 120 ms, what a player that renders at once can wait
 *     before it shows (a frame's time, 40 ms of round trip, and once more). A stream that is played out later has a later one
 * @param usefulNs a repeat that comes later than so after the first sending is not sent: 1 s. It is longer than the deadline on purpose: what
 *     comes late still saves every frame that refers to it, and the alternative is a keyframe, many times as large
 * @param spacingNs between the two sendings of a repeat that is sent twice: 5 ms, longer than a burst of losses on radio links mostly is
 * @param repeatsMax how often one packet is asked for and repeated: 10, as often as libwebrtc asks
 * @param repeatPercentMax repeats may have so many bytes in a hundred of those sent: 25; a path that loses more than a fifth is thinned instead, and
 *     a full queue must not be filled with repeats
 * @param copyPercentMax second sendings may have so many in a hundred of them: 5 (docs/decisions/0026)
 * @param burstBytes what either share may save up while nothing is lost: 96 KiB, a keyframe at 2.5 Mbit/s
 */
public record RepairOptions(
        long deadlineNs,
        long usefulNs,
        long spacingNs,
        int repeatsMax,
        int repeatPercentMax,
        int copyPercentMax,
        int burstBytes) {

    public RepairOptions {
        if (deadlineNs <= 0 || usefulNs < deadlineNs || spacingNs < 0 || repeatsMax < 1 || burstBytes < 0) {
            throw new IllegalArgumentException("no such repair");
        }
    }

    public static RepairOptions defaults() {
        return new RepairOptions(120_000_000L, 1_000_000_000L, 5_000_000L, 10, 25, 5, 96 * 1_024);
    }

    /** The same for a stream that viewers see so much later. */
    public RepairOptions withDeadlineNs(long ns) {
        return new RepairOptions(
                ns, Math.max(usefulNs, ns), spacingNs, repeatsMax, repeatPercentMax, copyPercentMax, burstBytes);
    }
}
