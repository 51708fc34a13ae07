package dev.treecast.edge;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.rtp.Codec;
import java.util.List;

/** Tracks and packets that the edge's tests share. */
final class EdgeFixtures {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    static final int SSRC = 0x01020304;
    static final int RTX_SSRC = 0x05060708;

    /** Where indices of parts of a track begin. */
    private static final int PARTS = 4;

    private EdgeFixtures() {}

    static EdgeTrack track(int index, Codec codec) {
        return new EdgeMedium(
                        index,
                        List.of(new Track(codec, "")),
                        PARTS,
                        SSRC + index,
                        RTX_SSRC + index,
                        EdgeOptions.defaults())
                .published.getFirst();
    }

    static MediaPacket video(long sequence, long timestamp, boolean keyframe, long arrivedNs) {
        return packet(0, sequence, timestamp, keyframe, new byte[] {1, 2, 3}, arrivedNs);
    }

    static MediaPacket packet(
            int track, long sequence, long timestamp, boolean keyframe, byte[] payload, long arrivedNs) {
        return new MediaPacket(
                track,
                sequence,
                timestamp,
                true,
                keyframe,
                payload,
                null,
                MediaPacket.ABSENT,
                MediaPacket.ABSENT,
                arrivedNs);
    }

    /** A VP8 payload with a 15-bit picture id and TL0PICIDX. */
    static byte[] vp8(int pictureId, int tl0PicIdx) {
        return new byte[] {
            (byte) 0x90, (byte) 0xc0, (byte) (0x80 | pictureId >> 8), (byte) pictureId, (byte) tl0PicIdx, 1, 42
        };
    }

    /** A VP8 payload with a 7-bit picture id. */
    static byte[] vp8Short(int pictureId) {
        return new byte[] {(byte) 0x90, (byte) 0x80, (byte) pictureId, 1, 42};
    }

    /** A VP9 payload in non-flexible mode: 15-bit picture id, layer indices, TL0PICIDX. */
    static byte[] vp9(int pictureId, int tl0PicIdx) {
        return new byte[] {(byte) 0xac, (byte) (0x80 | pictureId >> 8), (byte) pictureId, 0x00, (byte) tl0PicIdx, 42, 43
        };
    }
}
