package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.webrtc.peer.LoopSession;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The viewers of a stream on one loop who are catching up: each by itself, at its own pace, until it takes what the cohorts are sent. A newer keyframe ends
 * the way at once: what lies between is left out.
 */
final class CatchUps {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUps.class);

    private record Way(ViewerSession viewer, ProfileGroup group, OutboundMedium out, CatchUp catchUp) {}

    private final FanOutBatch batch;
    private final List<Way> ways = new ArrayList<>();

    /** @param batch the loop's */
    CatchUps(FanOutBatch batch) {
        this.batch = batch;
    }

    void add(ViewerSession viewer, ProfileGroup group, OutboundMedium out, CatchUp catchUp) {
        out.catchUp(catchUp);
        ways.add(new Way(viewer, group, out, catchUp));
    }

    /** A viewer goes, or over to another layer. */
    void remove(ViewerSession viewer) {
        for (int i = ways.size() - 1; i >= 0; i--) {
            if (ways.get(i).viewer == viewer) {
                ways.remove(i).catchUp.end();
            }
        }
    }

    /**
     * A packet has been appended to the log.
     *
     * @param place its place there
     */
    void appended(EdgeTrack track, KeptPacket packet, long place) {
        for (int i = ways.size() - 1; i >= 0; i--) {
            Way way = ways.get(i);
            if (way.catchUp.track != track) {
                continue;
            }
            boolean overtaken = packet.startsKeyframe()
                    && way.catchUp.isBehind(packet.sequence())
                    && way.catchUp.mayBeFollowedBy(packet.timestamp());
            if (overtaken) {
                ways.remove(i);
                finishFrame(way);
                way.out.overtaken(packet.sequence(), place);
            } else {
                way.catchUp.appended();
            }
        }
    }

    /** No frame is left in pieces. */
    private void finishFrame(Way way) {
        batch.clear();
        KeptPacket packet = way.catchUp.takeOfBegunFrame();
        while (packet != null && batch.size() < FanOutBatch.PACKETS_MAX) {
            add(way, packet);
            packet = way.catchUp.takeOfBegunFrame();
        }
        try {
            send(way);
        } catch (RuntimeException e) {
            failed(way, e);
        }
    }

    private void add(Way way, KeptPacket packet) {
        batch.add(way.group, way.catchUp.track, packet, way.catchUp.timestamp(packet), CatchUp.NOT_FROM_THE_LOG);
    }

    private void send(Way way) {
        batch.equalise(way.group);
        way.viewer.feed.deliver(batch);
    }

    private static void failed(Way way, RuntimeException e) {
        LOG.warn("a viewer failed and was removed", e);
        way.viewer.fail(e);
    }

    /**
     * Sends what is due.
     *
     * @param end of the log: from there on, who has caught up is sent what its cohort is
     */
    void run(long nowNs, long end) {
        // From the back: who has caught up leaves the list, and so does a viewer whose send fails.
        for (int i = ways.size() - 1; i >= 0; i--) {
            Way way = ways.get(i);
            try {
                while (way.catchUp.dueNs() <= nowNs) {
                    visit(way, nowNs);
                }
            } catch (RuntimeException e) {
                failed(way, e);
            }
            if (way.catchUp.isLive()) {
                ways.remove(way);
                way.catchUp.end();
                way.out.start(end);
            }
        }
    }

    private void visit(Way way, long nowNs) {
        CatchUp catchUp = way.catchUp;
        long quantum = catchUp.quantum();
        batch.clear();
        int bytes = 0;
        while (batch.size() < FanOutBatch.PACKETS_MAX && bytes <= quantum) {
            KeptPacket packet = catchUp.take(nowNs);
            if (packet == null) {
                break;
            }
            bytes += packet.payloadLength() + LayerMeter.OVERHEAD_BYTES;
            add(way, packet);
        }
        catchUp.sent(bytes, nowNs);
        send(way);
    }

    /** When {@link #run} has something to do next; {@link LoopSession#NO_DEADLINE} when nothing waits. */
    long nextDueNs() {
        long nextNs = LoopSession.NO_DEADLINE;
        for (int i = 0; i < ways.size(); i++) {
            nextNs = Math.min(nextNs, ways.get(i).catchUp.dueNs());
        }
        return nextNs;
    }
}
