package dev.treecast.ingest;

import dev.treecast.webrtc.rtp.LossDetector;
import dev.treecast.webrtc.rtp.RembEstimator;
import dev.treecast.webrtc.signaling.SessionTable;

/**
 * How publishers are served. Times are nanoseconds.
 *
 * @param sessions bounds on publishers' sessions: 1,000 streams, as the hub; 100 from one address, because one studio runs a few encoders
 * @param aliveNsMax a publisher silent for so long may be replaced by its own reloaded page. 1 s: a live encoder sends 20 packets/s at
 *     least (audio), so this is twenty lost in a row, and the reloaded page's viewers are to see it within 3 s
 * @param reportIntervalNs between receiver reports. 500 ms: RFC 3550's reduced minimum for a session of two at 1 Mbit/s and above
 *     is below that, and libwebrtc sends video reports at the same pace
 * @param firstKeyframeNs a keyframe is asked for when none has come so long after the first packet: it was lost, or the encoder waits to be asked
 * @param loss how missing packets are asked for
 * @param remb how a publisher without transport-wide sequence numbers is allowed to raise its bitrate
 */
public record IngestOptions(
        SessionTable.Limits sessions,
        long aliveNsMax,
        long reportIntervalNs,
        long firstKeyframeNs,
        LossDetector.Options loss,
        RembEstimator.Options remb) {

    public static IngestOptions defaults() {
        return new IngestOptions(
                new SessionTable.Limits(1_000, 100),
                1_000_000_000L,
                500_000_000L,
                100_000_000L,
                LossDetector.Options.defaults(),
                RembEstimator.Options.defaults());
    }
}
