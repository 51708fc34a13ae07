package dev.treecast.edge;

import dev.treecast.edge.repair.RepairCounters;
import dev.treecast.edge.sync.SyncCounters;
import dev.treecast.tree.LiveStream;
import dev.treecast.webrtc.congestion.ArrivalOrder;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.sctp.SctpScratch;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the streams of one media loop share. Belongs to the loop's thread, but for {@link #load}. */
final class EdgeLoop {
    final MediaLoop loop;
    final SctpScratch sctpScratch = PeerDataChannels.scratch();
    final FanOutBatch batch = new FanOutBatch();
    /** The packet that is being repeated to somebody. */
    final PlainRtpPacket repeated = new PlainRtpPacket(ProfileGroup.PACKET_BYTES_MAX);

    /** Room for the feedback that is being read. */
    final ArrivalOrder arrivalOrder = new ArrivalOrder();

    final TransportFeedback feedback = new TransportFeedback();

    final RepairCounters repairs = new RepairCounters();

    final SyncCounters syncs = new SyncCounters();

    final Map<LiveStream, EdgeStream> streams = new HashMap<>();

    /**
     * Packets a second that the loop's viewers are to be sent, as their streams were when they came; any thread. A viewer counts from the
     * moment it is given to the loop, so that a crowd does not land on one loop before the first of it has connected.
     */
    final AtomicLong load = new AtomicLong();

    /** How old frames are when they leave, of all loops. */
    final LatencyHistogram sentAges;

    /** By how much viewers who see their stream together are later than they should be, of all loops. */
    final LatencyHistogram syncLates;

    EdgeLoop(MediaLoop loop, LatencyHistogram sentAges, LatencyHistogram syncLates) {
        this.loop = loop;
        this.sentAges = sentAges;
        this.syncLates = syncLates;
    }
}
