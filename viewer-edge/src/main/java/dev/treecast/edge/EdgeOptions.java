package dev.treecast.edge;

import dev.treecast.edge.repair.RepairOptions;
import dev.treecast.webrtc.signaling.SessionTable;

/**
 * How viewers are served. Times are nanoseconds.
 *
 * @param sessions bounds on viewers' sessions; see {@link SessionTable.Limits}
 * @param videoRingPackets packets of video kept for repair, a power of two: 2,048 are 2 s at 10 Mbit/s, later repairs help nobody
 * @param audioRingPackets packets of audio kept, a power of two: 256 are 5 s of 20 ms frames
 * @param queuedPacketsMax packets that may wait for a loop to take them in before they are dropped: 4,096 are over a second of 30 Mbit/s,
 *     and a loop that far behind cannot catch up
 * @param start how a viewer's picture starts
 * @param lingerNs how long a stream's ring is kept filled on a loop after its last viewer left: whoever joins meanwhile starts from it at
 *     once. 30 s: an idle ring costs a few MB and 100 ns a packet, a page that is reloaded or left and re-entered is back well before
 * @param reportIntervalNs between sender reports to a viewer; 1 s keeps lips in sync within a drift of microseconds and costs 200 bit/s
 * @param pacing how frames are spread over time
 * @param repair how losses are repaired
 * @param redundantAudio whether sound goes out with the packet before it once more (RFC 2198) to viewers that take that
 */
public record EdgeOptions(
        SessionTable.Limits sessions,
        int videoRingPackets,
        int audioRingPackets,
        int queuedPacketsMax,
        StartOptions start,
        long lingerNs,
        long reportIntervalNs,
        Pacing pacing,
        RepairOptions repair,
        boolean redundantAudio) {

    public EdgeOptions withSessions(SessionTable.Limits limits) {
        return new EdgeOptions(
                limits,
                videoRingPackets,
                audioRingPackets,
                queuedPacketsMax,
                start,
                lingerNs,
                reportIntervalNs,
                pacing,
                repair,
                redundantAudio);
    }

    public static EdgeOptions defaults() {
        return new EdgeOptions(
                SessionTable.Limits.defaults(),
                2_048,
                256,
                4_096,
                StartOptions.defaults(),
                30_000_000_000L,
                1_000_000_000L,
                Pacing.staggered(),
                RepairOptions.defaults(),
                true);
    }

    public EdgeOptions withPacing(Pacing chosen) {
        return new EdgeOptions(
                sessions,
                videoRingPackets,
                audioRingPackets,
                queuedPacketsMax,
                start,
                lingerNs,
                reportIntervalNs,
                chosen,
                repair,
                redundantAudio);
    }

    public EdgeOptions withRepair(RepairOptions chosen) {
        return new EdgeOptions(
                sessions,
                videoRingPackets,
                audioRingPackets,
                queuedPacketsMax,
                start,
                lingerNs,
                reportIntervalNs,
                pacing,
                chosen,
                redundantAudio);
    }

    public EdgeOptions withRedundantAudio(boolean wanted) {
        return new EdgeOptions(
                sessions,
                videoRingPackets,
                audioRingPackets,
                queuedPacketsMax,
                start,
                lingerNs,
                reportIntervalNs,
                pacing,
                repair,
                wanted);
    }
}
