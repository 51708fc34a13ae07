package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.rtp.PlayoutDelay;
import dev.treecast.webrtc.rtp.RedundantAudio;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.CodecOffer;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.sdp.MediaProfile;
import dev.treecast.webrtc.sdp.SessionProfile;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The viewers of a stream on one loop whose SDP came out alike (all Chromes of one version, say): the RTP packet is written once for all of
 * them, and only encrypted for each.
 */
final class ProfileGroup {
    /** Ethernet's 1,500 bytes: a longer payload could not have come in either. */
    static final int PACKET_BYTES_MAX = 1_500;

    /** A packet that redundancy makes longer than this goes without: what every path carries. */
    private static final int REDUNDANT_BYTES_MAX = 1_200;

    /** One kind of media's numbers, taken out of the profile once. */
    private static final class Numbers {
        final int payloadType;
        final int rtxPayloadType;
        final int redPayloadType;
        final int captureTimeId;
        final int orientationId;
        final int audioLevelId;
        final int playoutDelayId;
        /** Only where repeats travel as RTX: one that is the same packet again must not have another number in it. */
        final int transportSequenceId;

        Numbers(MediaProfile profile) {
            payloadType = profile.payloadType();
            rtxPayloadType = profile.rtxPayloadType();
            redPayloadType = profile.redPayloadType();
            captureTimeId = profile.extensions().id(HeaderExtensions.ABS_CAPTURE_TIME);
            orientationId = profile.extensions().id(HeaderExtensions.VIDEO_ORIENTATION);
            audioLevelId = profile.extensions().id(HeaderExtensions.AUDIO_LEVEL);
            playoutDelayId = profile.extensions().id(HeaderExtensions.PLAYOUT_DELAY);
            transportSequenceId =
                    rtxPayloadType == CodecOffer.NONE ? 0 : profile.extensions().id(HeaderExtensions.TRANSPORT_WIDE_CC);
        }
    }

    final SessionProfile profile;
    /** What these viewers chose; empty for what the publisher did. */
    final Optional<Playout> playout;

    private final RtpWriter writer = new RtpWriter();
    private final Optional<Numbers> video;
    private final Optional<Numbers> audio;

    /** Of viewers without retransmissions of their own, what the publisher had chosen when they were first sent something. */
    private @Nullable Playout unchanging;

    ProfileGroup(SessionProfile profile, Optional<Playout> playout) {
        this.profile = profile;
        this.playout = playout;
        this.video = profile.video().map(Numbers::new);
        this.audio = profile.audio().map(Numbers::new);
    }

    /** Whether these viewers take a track at all. */
    boolean takes(EdgeTrack track) {
        return (track.isVideo() ? video : audio).isPresent();
    }

    /**
     * Whether packets of a track may be padded. Only where repeats travel as RTX: without it a repeat has to be the same bytes under the
     * same key and number, and how a packet was padded depends on its neighbours.
     */
    boolean pads(EdgeTrack track) {
        return track.isVideo() && numbers(track).rtxPayloadType != CodecOffer.NONE;
    }

    /** Whether these viewers' pictures are numbered for transport-wide feedback. */
    boolean isNumbered() {
        return video.isPresent() && video.get().transportSequenceId != 0;
    }

    /**
     * Writes a packet as these viewers negotiated it; false when it does not fit. Its sequence number is the track's: each viewer's own is put
     * there when it is encrypted.
     */
    boolean write(EdgeTrack track, KeptPacket media, PlainRtpPacket out) {
        return write(track, media, media.timestamp(), out);
    }

    /** The same under another timestamp than the packet's own; audio keeps its own. */
    boolean write(EdgeTrack track, KeptPacket media, long timestamp, PlainRtpPacket out) {
        Numbers numbers = numbers(track);
        byte[] bytes = out.bytes();
        if (numbers.redPayloadType != CodecOffer.NONE) {
            KeptPacket before = track.ring.get(media.sequence() - 1);
            if (before != null && writeRedundant(numbers, track, media, before, out)) {
                return true;
            }
        }
        int sequenceNumber = (int) media.sequence() & 0xffff;
        start(numbers, numbers.payloadType, track.medium.ssrc, sequenceNumber, timestamp, track, media);
        int length = writer.finish(bytes, 0, bytes.length, media.payload(), 0, media.payloadLength());
        return written(numbers, length, out);
    }

    private boolean written(Numbers numbers, int length, PlainRtpPacket out) {
        if (length <= 0 || !out.written(length)) {
            return false;
        }
        if (numbers.transportSequenceId != 0) {
            out.transportSequenceAt(writer.firstExtensionOffset());
        }
        return true;
    }

    /**
     * Writes the retransmission of a packet (RFC 4588); false when it does not fit.
     *
     * @param timestamp that the viewer was sent it with
     * @param sequenceNumber the number that the viewer misses
     */
    boolean writeRetransmission(
            EdgeTrack track, KeptPacket media, long timestamp, int sequenceNumber, PlainRtpPacket out) {
        Numbers numbers = numbers(track);
        start(numbers, numbers.rtxPayloadType, track.medium.rtxSsrc, 0, timestamp, track, media);
        byte[] bytes = out.bytes();
        int length = writer.finishRetransmission(
                bytes, 0, bytes.length, sequenceNumber, media.payload(), 0, media.payloadLength());
        return written(numbers, length, out);
    }

    /** Whether a packet of a track carries the one before as well, so that the same packet may come out otherwise when it is written again. */
    boolean isRedundant(EdgeTrack track) {
        return numbers(track).redPayloadType != CodecOffer.NONE;
    }

    /** The packet with the one before it once more (RFC 2198); false where that does not fit. */
    private boolean writeRedundant(
            Numbers numbers, EdgeTrack track, KeptPacket media, KeptPacket before, PlainRtpPacket out) {
        long distance = media.timestamp() - before.timestamp();
        if (!RedundantAudio.fits(before.payloadLength(), distance)) {
            return false;
        }
        int sequenceNumber = (int) media.sequence() & 0xffff;
        start(numbers, numbers.redPayloadType, track.medium.ssrc, sequenceNumber, media.timestamp(), track, media);
        byte[] bytes = out.bytes();
        int at = writer.headerLength();
        int payload = RedundantAudio.write(
                bytes,
                at,
                REDUNDANT_BYTES_MAX,
                numbers.payloadType,
                (int) distance,
                before.payload(),
                before.payloadLength(),
                media.payload(),
                media.payloadLength());
        int length = payload < 0 ? -1 : writer.finish(bytes, 0, bytes.length, bytes, at, payload);
        return length > 0 && out.written(length);
    }

    private Numbers numbers(EdgeTrack track) {
        return (track.isVideo() ? video : audio).orElseThrow();
    }

    private void start(
            Numbers numbers,
            int payloadType,
            int ssrc,
            int sequenceNumber,
            long timestamp,
            EdgeTrack track,
            KeptPacket media) {
        writer.start(payloadType, media.marker(), sequenceNumber, (int) timestamp, ssrc);
        if (numbers.transportSequenceId != 0) {
            writer.extension(numbers.transportSequenceId, 0, Short.BYTES);
        }
        if (media.absoluteCaptureTimeLength() != 0 && numbers.captureTimeId != 0) {
            writer.extension(numbers.captureTimeId, media.absoluteCaptureTime(), 0, media.absoluteCaptureTimeLength());
        }
        if (media.videoOrientation() != MediaPacket.ABSENT && numbers.orientationId != 0) {
            writer.extension(numbers.orientationId, media.videoOrientation(), 1);
        }
        if (media.audioLevel() != MediaPacket.ABSENT && numbers.audioLevelId != 0) {
            writer.extension(numbers.audioLevelId, media.audioLevel(), 1);
        }
        if (track.isVideo() && numbers.playoutDelayId != 0) {
            writer.extension(numbers.playoutDelayId, playout(numbers, track).encoded(), PlayoutDelay.LENGTH);
        }
    }

    /**
     * {0, 0} is the one thing a sender can say that lowers a browser's latency, by 20 ms in Chrome. Where a repeat is the same packet again, it
     * has to be the same bytes: there the publisher's choice counts once.
     */
    private Playout playout(Numbers numbers, EdgeTrack track) {
        if (playout.isPresent()) {
            return playout.get();
        }
        if (numbers.rtxPayloadType != CodecOffer.NONE) {
            return track.medium.playout;
        }
        Playout first = unchanging;
        if (first == null) {
            first = track.medium.playout;
            unchanging = first;
        }
        return first;
    }
}
