package dev.treecast.edge;

import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtp.PlayoutDelay;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.sdp.MediaProfile;
import dev.treecast.webrtc.sdp.SessionProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The viewers of a stream on one loop whose SDP came out alike (all Chromes of one version, say): the RTP packet is written once for all of
 * them, and only encrypted for each.
 */
final class ProfileGroup {
    /** Ethernet's 1,500 bytes: a longer payload could not have come in either. */
    private static final int PACKET_BYTES_MAX = 1_500;

    /** playout-delay {0, 0}: render at once. The one thing a sender can say that lowers a browser's latency, by 20 ms in Chrome. */
    private static final int PLAY_AT_ONCE = PlayoutDelay.encode(0, 0);

    /** One kind of media's numbers, taken out of the profile once. */
    private static final class Numbers {
        final int payloadType;
        final int rtxPayloadType;
        final int captureTimeId;
        final int orientationId;
        final int audioLevelId;
        final int playoutDelayId;

        Numbers(MediaProfile profile) {
            payloadType = profile.payloadType();
            rtxPayloadType = profile.rtxPayloadType();
            captureTimeId = profile.extensions().id(HeaderExtensions.ABS_CAPTURE_TIME);
            orientationId = profile.extensions().id(HeaderExtensions.VIDEO_ORIENTATION);
            audioLevelId = profile.extensions().id(HeaderExtensions.AUDIO_LEVEL);
            playoutDelayId = profile.extensions().id(HeaderExtensions.PLAYOUT_DELAY);
        }
    }

    final SessionProfile profile;
    final List<ViewerSession> viewers = new ArrayList<>();
    /** The packet last written. */
    final byte[] packet = new byte[PACKET_BYTES_MAX];

    private final RtpWriter writer = new RtpWriter();
    private final Optional<Numbers> video;
    private final Optional<Numbers> audio;

    ProfileGroup(SessionProfile profile) {
        this.profile = profile;
        this.video = profile.video().map(Numbers::new);
        this.audio = profile.audio().map(Numbers::new);
    }

    /** Whether these viewers take a track at all. */
    boolean takes(EdgeTrack track) {
        return (track.isVideo() ? video : audio).isPresent();
    }

    /**
     * Writes a packet as these viewers negotiated it into {@link #packet}; its length, or −1 when it does not fit. Its sequence number is
     * the track's: each viewer puts its own there with {@link #setSequenceNumber}.
     */
    int write(EdgeTrack track, MediaPacket media) {
        Numbers numbers = numbers(track);
        start(numbers, numbers.payloadType, track.ssrc, (int) media.sequence() & 0xffff, track, media);
        return writer.finish(packet, 0, packet.length, media.payload(), 0, media.payload().length);
    }

    /** Puts a viewer's own sequence number into the packet last written. */
    void setSequenceNumber(int sequenceNumber) {
        packet[2] = (byte) (sequenceNumber >> 8);
        packet[3] = (byte) sequenceNumber;
    }

    /** Writes the retransmission of a packet (RFC 4588) into {@link #packet}; its length, or −1 when it does not fit. */
    int writeRetransmission(EdgeTrack track, MediaPacket media, int sequenceNumber, int rtxSequenceNumber) {
        Numbers numbers = numbers(track);
        start(numbers, numbers.rtxPayloadType, track.rtxSsrc, rtxSequenceNumber, track, media);
        return writer.finishRetransmission(
                packet, 0, packet.length, sequenceNumber, media.payload(), 0, media.payload().length);
    }

    private Numbers numbers(EdgeTrack track) {
        return (track.isVideo() ? video : audio).orElseThrow();
    }

    private void start(
            Numbers numbers, int payloadType, int ssrc, int sequenceNumber, EdgeTrack track, MediaPacket media) {
        writer.start(payloadType, media.marker(), sequenceNumber, (int) media.timestamp(), ssrc);
        byte[] captureTime = media.absoluteCaptureTime();
        if (captureTime != null && numbers.captureTimeId != 0) {
            writer.extension(numbers.captureTimeId, captureTime, 0, captureTime.length);
        }
        if (media.videoOrientation() != MediaPacket.ABSENT && numbers.orientationId != 0) {
            writer.extension(numbers.orientationId, media.videoOrientation(), 1);
        }
        if (media.audioLevel() != MediaPacket.ABSENT && numbers.audioLevelId != 0) {
            writer.extension(numbers.audioLevelId, media.audioLevel(), 1);
        }
        if (track.isVideo() && numbers.playoutDelayId != 0) {
            writer.extension(numbers.playoutDelayId, PLAY_AT_ONCE, PlayoutDelay.LENGTH);
        }
    }
}
