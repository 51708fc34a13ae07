package dev.treecast.edge;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtp.PacketLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What an encoder makes of a picture in several spatial and three temporal layers, of which the spatial ones need each other in keyframes only (the W3C's
 * L3T3_KEY). A payload is: picture (4 bytes), keyframe, spatial layer, temporal layer, packet of the frame, packets of the frame.
 */
final class ScalablePublisher {
    static final int TICKS = 3_000;
    /** Temporal layers by turns. */
    static final int[] TEMPORAL = {0, 2, 1, 2};
    /** Packets of a frame by its size. */
    private static final int[] PACKETS = {2, 3, 5};

    int spatialLayers = 3;
    /** Leaves out a frame now and then, after those below it have left, so that no packet of the picture has a marker. */
    boolean dropsFrames;
    /** Only when nothing refers to it: of the highest temporal layer. */
    private final SplittableRandom drops = new SplittableRandom(5);

    int picture = -1;
    private int turn;
    private long sequence = 500;

    /** The packets of the next picture. */
    List<MediaPacket> next(boolean keyframe, long nowNs) {
        picture++;
        turn = keyframe ? 0 : (turn + 1) % TEMPORAL.length;
        int temporal = TEMPORAL[turn];
        List<MediaPacket> packets = new ArrayList<>();
        for (int spatial = 0; spatial < spatialLayers; spatial++) {
            if (dropsFrames && temporal == 2 && spatial > 0 && drops.nextInt(3) == 0) {
                continue;
            }
            for (int i = 0; i < PACKETS[spatial]; i++) {
                boolean last = i == PACKETS[spatial] - 1;
                byte[] payload = new byte[800 + 100 * spatial];
                payload[0] = (byte) (picture >>> 24);
                payload[1] = (byte) (picture >>> 16);
                payload[2] = (byte) (picture >>> 8);
                payload[3] = (byte) picture;
                payload[4] = (byte) (keyframe ? 1 : 0);
                payload[5] = (byte) spatial;
                payload[6] = (byte) temporal;
                payload[7] = (byte) i;
                payload[8] = (byte) PACKETS[spatial];
                packets.add(new MediaPacket(
                        0,
                        sequence++,
                        1_000L + (long) picture * TICKS,
                        last && spatial == spatialLayers - 1,
                        keyframe && spatial == 0 && i == 0,
                        payload,
                        null,
                        MediaPacket.ABSENT,
                        MediaPacket.ABSENT,
                        PacketLayer.of(spatial, temporal, temporal < 2 ? temporal : PacketLayer.NO_SWITCH, last),
                        nowNs));
            }
        }
        return packets;
    }
}
