package dev.treecast.edge;

import dev.treecast.tree.LiveStream;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.util.HashMap;
import java.util.Map;

/** What the streams of one media loop share. Belongs to the loop's thread. */
final class EdgeLoop {
    final MediaLoop loop;
    final FanOutBatch batch = new FanOutBatch();
    /** The packet that is being repeated to somebody. */
    final PlainRtpPacket repeated = new PlainRtpPacket(ProfileGroup.PACKET_BYTES_MAX);

    final Map<LiveStream, EdgeStream> streams = new HashMap<>();

    EdgeLoop(MediaLoop loop) {
        this.loop = loop;
    }
}
