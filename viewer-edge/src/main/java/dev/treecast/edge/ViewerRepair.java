package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import org.jspecify.annotations.Nullable;

/** Sends one viewer again what it has been sent: because it lost it, or because its path is to be probed and needs something to carry. */
final class ViewerRepair {
    private final ViewerSession viewer;
    private final EdgeLoop shared;
    private final boolean rtx;
    private final @Nullable ViewerBandwidth bandwidth;
    /** How far before the newest packet the next one of a probe lies. */
    private int probeAge;

    /** @param rtx whether repeats of video travel as RTX (RFC 4588) */
    ViewerRepair(ViewerSession viewer, EdgeLoop shared, boolean rtx, @Nullable ViewerBandwidth bandwidth) {
        this.viewer = viewer;
        this.shared = shared;
        this.rtx = rtx;
        this.bandwidth = bandwidth;
    }

    /** Sends a lost packet again: as RTX where the viewer has it, otherwise the very same packet. */
    void repair(OutboundMedium out, int sequenceNumber, long nowNs, long roundTripNs) {
        out.nacked++;
        Cohort cohort = viewer.cohort();
        KeptPacket packet = out.kept(sequenceNumber);
        if (packet == null || cohort == null || !out.repeats().allow(packet.sequence(), nowNs, roundTripNs)) {
            return;
        }
        boolean sent;
        if (out.medium.isVideo() && rtx) {
            sent = retransmit(out, cohort.group, packet, sequenceNumber, nowNs);
        } else {
            PlainRtpPacket repeated = shared.repeated;
            sent = cohort.group.write(out.layerFound(), packet, repeated)
                    && viewer.transport().resendRtp(repeated, sequenceNumber);
        }
        if (sent) {
            out.retransmissions++;
        }
    }

    private boolean retransmit(
            OutboundMedium out, ProfileGroup group, KeptPacket packet, int sequenceNumber, long nowNs) {
        PlainRtpPacket repeated = shared.repeated;
        if (!group.writeRetransmission(out.layerFound(), packet, sequenceNumber, repeated)) {
            return false;
        }
        if (bandwidth != null) {
            bandwidth.sending(repeated, nowNs);
        }
        return viewer.transport().sendRtp(repeated, out.nextRtxSequenceNumber());
    }

    /** Sends what a probe is due: repeats of the newest packets, of which one that was lost is one less to ask for. */
    void probe(OutboundMedium out, long nowNs) {
        Cohort cohort = viewer.cohort();
        if (bandwidth == null || cohort == null || !rtx || !out.started()) {
            return;
        }
        for (int bytes = bandwidth.probeBytes(nowNs); bytes > 0; bytes = bandwidth.probeBytes(nowNs)) {
            int sequenceNumber = out.newestNumber() - probeAge & 0xffff;
            KeptPacket packet = out.kept(sequenceNumber);
            probeAge = packet == null ? 0 : probeAge + 1;
            if (packet == null || !retransmit(out, cohort.group, packet, sequenceNumber, nowNs)) {
                return;
            }
            out.probes++;
        }
    }

    /** A probe begins. */
    void probeBegins() {
        probeAge = 0;
    }
}
