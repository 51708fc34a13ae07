package dev.treecast.tree.link;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtp.PacketLayer;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream's packets as they travel on links: RTP whose sequence number and timestamp are the low ends of the publisher's, so that they are the same on
 * every link, and any node can repair what any other lost. What RTP has no room for goes into header extensions (RFC 8285) with fixed ids.
 *
 * <pre>
 *  1 abs-capture-time, 8 or 16 bytes    2 video orientation, 1    3 audio level, 1
 *  5 layer of a scalable stream, 2
 *  4 numbers, 9 bytes: flags (1: starts a keyframe) | sequence bits 16 to 47 (4) | timestamp bits 32 to 63 (4)
 * </pre>
 *
 * <p>Nodes that know no layers pass over them, as over every id that they do not know.
 */
final class LinkPackets {
    /** Ethernet's 1,500 bytes less IPv6, UDP and SRTP's tag. */
    static final int PACKET_BYTES_MAX = 1_436;

    private static final int PAYLOAD_TYPE = 96;
    private static final int CAPTURE_TIME = 1;
    private static final int ORIENTATION = 2;
    private static final int AUDIO_LEVEL = 3;
    private static final int NUMBERS = 4;
    private static final int NUMBERS_BYTES = 9;
    private static final int LAYER = 5;
    private static final int STARTS_KEYFRAME = 1;

    private final RtpWriter writer = new RtpWriter();
    private final byte[] numbers = new byte[NUMBERS_BYTES];

    /** Writes a packet; false when it is too long for a link. */
    boolean write(KeptPacket packet, int ssrc, PlainRtpPacket out) {
        writer.start(PAYLOAD_TYPE, packet.marker(), (int) packet.sequence() & 0xffff, (int) packet.timestamp(), ssrc);
        if (packet.absoluteCaptureTimeLength() != 0) {
            writer.extension(CAPTURE_TIME, packet.absoluteCaptureTime(), 0, packet.absoluteCaptureTimeLength());
        }
        if (packet.videoOrientation() != MediaPacket.ABSENT) {
            writer.extension(ORIENTATION, packet.videoOrientation(), 1);
        }
        if (packet.audioLevel() != MediaPacket.ABSENT) {
            writer.extension(AUDIO_LEVEL, packet.audioLevel(), 1);
        }
        if (packet.layer().isKnown()) {
            writer.extension(LAYER, packet.layer().code(), PacketLayer.CODE_BYTES);
        }
        numbers[0] = (byte) (packet.startsKeyframe() ? STARTS_KEYFRAME : 0);
        put32(numbers, 1, (int) (packet.sequence() >>> 16));
        put32(numbers, 5, (int) (packet.timestamp() >>> 32));
        writer.extension(NUMBERS, numbers, 0, NUMBERS_BYTES);
        byte[] bytes = out.bytes();
        int length = writer.finish(bytes, 0, bytes.length, packet.payload(), 0, packet.payloadLength());
        return length > 0 && out.written(length);
    }

    /** Reads a packet of a track; null when it does not have what it must have. */
    static @Nullable MediaPacket read(RtpPacket packet, int track, long arrivedNs) {
        byte[] buffer = packet.buffer();
        int at = packet.extensionOffset(NUMBERS);
        if (at < 0 || packet.extensionLength(NUMBERS) != NUMBERS_BYTES) {
            return null;
        }
        long sequence = (long) get32(buffer, at + 1) << 16 | packet.sequenceNumber();
        long timestamp = (long) get32(buffer, at + 5) << 32 | (packet.timestamp() & 0xffff_ffffL);
        int payload = packet.payloadOffset();
        return new MediaPacket(
                track,
                sequence,
                timestamp,
                packet.marker(),
                (buffer[at] & STARTS_KEYFRAME) != 0,
                Arrays.copyOfRange(buffer, payload, payload + packet.payloadLength()),
                captureTime(packet),
                octet(packet, ORIENTATION),
                octet(packet, AUDIO_LEVEL),
                layer(packet),
                arrivedNs);
    }

    private static byte @Nullable [] captureTime(RtpPacket packet) {
        int at = packet.extensionOffset(CAPTURE_TIME);
        return at < 0 ? null : Arrays.copyOfRange(packet.buffer(), at, at + packet.extensionLength(CAPTURE_TIME));
    }

    private static int octet(RtpPacket packet, int id) {
        int at = packet.extensionOffset(id);
        return at < 0 ? MediaPacket.ABSENT : packet.buffer()[at] & 0xff;
    }

    private static PacketLayer layer(RtpPacket packet) {
        int at = packet.extensionOffset(LAYER);
        return at < 0 || packet.extensionLength(LAYER) != PacketLayer.CODE_BYTES
                ? PacketLayer.NONE
                : PacketLayer.ofCode((packet.buffer()[at] & 0xff) << Byte.SIZE | packet.buffer()[at + 1] & 0xff);
    }

    private static void put32(byte[] out, int at, int value) {
        out[at] = (byte) (value >>> 24);
        out[at + 1] = (byte) (value >>> 16);
        out[at + 2] = (byte) (value >>> 8);
        out[at + 3] = (byte) value;
    }

    private static int get32(byte[] in, int at) {
        return in[at] << 24 | (in[at + 1] & 0xff) << 16 | (in[at + 2] & 0xff) << 8 | (in[at + 3] & 0xff);
    }
}
