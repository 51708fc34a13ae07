package dev.treecast.bench.swarm;

import dev.treecast.webrtc.peer.PeerTransport;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.Remb;
import dev.treecast.webrtc.rtcp.ReportBlock;
import dev.treecast.webrtc.rtp.ReceptionStatistics;
import java.util.ArrayList;
import java.util.List;

/** The RTCP of a viewer: what a browser sends, a receiver report on each track and its bandwidth estimate (REMB), as one compound packet. */
final class Feedback {
    private static final int DATAGRAM_BYTES_MAX = 200;

    /** A bandwidth that no layer choice or pacing would take for scarce. */
    private static final long ESTIMATE_BPS = 20_000_000;

    private final List<WatchedTrack> tracks;
    private final int ssrc;
    private final long intervalNs;
    private final byte[] datagram = new byte[DATAGRAM_BYTES_MAX];
    private final CompoundWriter writer = new CompoundWriter();

    private long nextNs = Long.MAX_VALUE;

    Feedback(List<WatchedTrack> tracks, int ssrc, long intervalNs) {
        this.tracks = tracks;
        this.ssrc = ssrc;
        this.intervalNs = intervalNs;
    }

    /** Begins somewhere within an interval, as nobody's clocks tick together. */
    void start(long nowNs) {
        nextNs = nowNs + Math.floorMod(ssrc, intervalNs);
    }

    long nextDeadlineNs() {
        return nextNs;
    }

    void send(long nowNs, PeerTransport transport) {
        if (nowNs - nextNs < 0) {
            return;
        }
        nextNs += intervalNs;
        if (nowNs - nextNs >= 0) {
            nextNs = nowNs + intervalNs;
        }
        List<ReportBlock> blocks = new ArrayList<>(2);
        List<Integer> sources = new ArrayList<>(2);
        for (WatchedTrack track : tracks) {
            ReceptionStatistics statistics = track.statistics();
            if (statistics != null) {
                blocks.add(statistics.report(nowNs));
                sources.add(track.ssrc());
            }
        }
        writer.start(datagram, 0, datagram.length);
        writer.append(new ReceiverReport(ssrc, blocks));
        if (!sources.isEmpty()) {
            writer.append(new Remb(ssrc, ESTIMATE_BPS, sources));
        }
        transport.sendRtcp(datagram, 0, writer.length());
    }
}
