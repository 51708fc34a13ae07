package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.webrtc.srtp.PlainRtpPacket;

/**
 * Sends what a probe of a viewer's path is due: repeats of the newest packets (RTX), of which one that was lost is one less to ask for. A viewer without
 * RTX is not probed.
 */
final class ViewerProbe {
    private final ViewerFeed feed;
    private final EdgeLoop shared;
    private final ViewerBandwidth bandwidth;
    /** How far before the newest packet the next one lies. */
    private int age;

    ViewerProbe(ViewerFeed feed, EdgeLoop shared, ViewerBandwidth bandwidth) {
        this.feed = feed;
        this.shared = shared;
        this.bandwidth = bandwidth;
    }

    /**
     * Begins a probe, if it is time for one.
     *
     * @param targetBps what it is worth to know that the path carries
     * @return whether it has begun
     */
    boolean begin(OutboundMedium out, long nowNs, long targetBps) {
        if (!out.started() || out.isCatchingUp() || !bandwidth.probe(nowNs, targetBps)) {
            return false;
        }
        age = 0;
        run(out, nowNs);
        return true;
    }

    /** Sends what is due; {@link ViewerBandwidth#deadlineNs} says when that is. */
    void run(OutboundMedium out, long nowNs) {
        Cohort cohort = feed.cohort();
        if (cohort == null) {
            return;
        }
        for (int bytes = bandwidth.probeBytes(nowNs); bytes > 0; bytes = bandwidth.probeBytes(nowNs)) {
            if (!repeat(out, cohort.group, nowNs)) {
                return;
            }
        }
    }

    private boolean repeat(OutboundMedium out, ProfileGroup group, long nowNs) {
        int sequenceNumber = out.newestNumber() - age & 0xffff;
        KeptPacket packet = out.kept(sequenceNumber);
        age = packet == null ? 0 : age + 1;
        if (packet == null) {
            return false;
        }
        PlainRtpPacket repeated = shared.repeated;
        EdgeTrack track = out.layerFound();
        if (!group.writeRetransmission(track, packet, out.timestamp(track, packet), sequenceNumber, repeated)
                || !feed.sendRetransmission(out, repeated, nowNs)) {
            return false;
        }
        out.probes++;
        return true;
    }
}
