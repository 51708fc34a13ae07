package dev.treecast.ingest;

import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.LossDetector;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.RtpWriter;
import dev.treecast.webrtc.sdp.CodecOffer;
import dev.treecast.webrtc.sdp.ExtensionIds;
import dev.treecast.webrtc.sdp.Feedback;
import dev.treecast.webrtc.sdp.FormatParameters;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.sdp.MediaKind;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was negotiated with a publisher, and its packets. */
final class IngestFixtures {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    static final int VIDEO = 96;
    static final int RTX = 97;
    static final int AUDIO = 111;
    static final int VIDEO_SSRC = 0x11112222;
    static final int AUDIO_SSRC = 0x33334444;
    static final int RTX_SSRC = 0x55556666;

    static final int CAPTURE_TIME_ID = 1;
    static final int ORIENTATION_ID = 2;
    static final int AUDIO_LEVEL_ID = 3;
    static final int TRANSPORT_WIDE_ID = 4;
    static final int DEPENDENCIES_ID = 5;

    static final ExtensionIds EXTENSIONS = new ExtensionIds(Map.of(
            HeaderExtensions.ABS_CAPTURE_TIME, CAPTURE_TIME_ID,
            HeaderExtensions.VIDEO_ORIENTATION, ORIENTATION_ID,
            HeaderExtensions.AUDIO_LEVEL, AUDIO_LEVEL_ID,
            HeaderExtensions.TRANSPORT_WIDE_CC, TRANSPORT_WIDE_ID,
            HeaderExtensions.DEPENDENCY_DESCRIPTOR, DEPENDENCIES_ID));

    private IngestFixtures() {}

    static NegotiatedMedia video(Feedback feedback, long ssrc) {
        return new NegotiatedMedia(
                MediaKind.VIDEO,
                "0",
                "VP8",
                90_000,
                1,
                VIDEO,
                RTX,
                FormatParameters.none(),
                feedback,
                EXTENSIONS,
                false,
                true,
                ssrc,
                NegotiatedMedia.UNKNOWN_SSRC,
                Optional.empty(),
                List.of());
    }

    static NegotiatedMedia audio(Feedback feedback) {
        return new NegotiatedMedia(
                MediaKind.AUDIO,
                "1",
                "opus",
                48_000,
                2,
                AUDIO,
                CodecOffer.NONE,
                FormatParameters.none(),
                feedback,
                EXTENSIONS,
                false,
                true,
                Integer.toUnsignedLong(AUDIO_SSRC),
                NegotiatedMedia.UNKNOWN_SSRC,
                Optional.empty(),
                List.of());
    }

    static InboundTrack videoTrack() {
        return videoTrack(Feedback.video());
    }

    static InboundTrack videoTrack(Feedback feedback) {
        return new InboundTrack(
                0, Codec.VP8, video(feedback, Integer.toUnsignedLong(VIDEO_SSRC)), "", LossDetector.Options.defaults());
    }

    static InboundTrack audioTrack(int index) {
        return new InboundTrack(index, Codec.OPUS, audio(Feedback.audio()), "", LossDetector.Options.defaults());
    }

    /** A packet that begins a VP8 frame; the frame's number tells payloads apart. */
    static byte[] vp8(boolean keyframe, int frame) {
        return new byte[] {0x10, (byte) (keyframe ? 0 : 1), (byte) (frame >>> 8), (byte) frame};
    }

    static RtpPacket packet(RtpWriter header, byte[] payload) {
        byte[] out = new byte[1_500];
        return wrapped(out, header.finish(out, 0, out.length, payload, 0, payload.length));
    }

    static RtpPacket wrapped(byte[] bytes, int length) {
        RtpPacket packet = new RtpPacket();
        if (!packet.wrap(bytes, 0, length)) {
            throw new AssertionError("the fixture made no RTP packet");
        }
        return packet;
    }

    static RtpPacket video(int sequenceNumber, int timestamp, boolean keyframe) {
        return videoFrom(VIDEO_SSRC, sequenceNumber, timestamp, keyframe);
    }

    static RtpPacket videoFrom(int ssrc, int sequenceNumber, int timestamp, boolean keyframe) {
        return packet(
                new RtpWriter().start(VIDEO, true, sequenceNumber, timestamp, ssrc), vp8(keyframe, sequenceNumber));
    }

    static RtpPacket audio(int sequenceNumber, int timestamp) {
        return packet(new RtpWriter().start(AUDIO, false, sequenceNumber, timestamp, AUDIO_SSRC), new byte[] {1, 2});
    }

    /** The retransmission of {@link #video}. */
    static RtpPacket retransmission(int rtxSequenceNumber, int original, int timestamp, boolean keyframe) {
        byte[] out = new byte[1_500];
        byte[] payload = vp8(keyframe, original);
        int length = new RtpWriter()
                .start(RTX, true, rtxSequenceNumber, timestamp, RTX_SSRC)
                .finishRetransmission(out, 0, out.length, original, payload, 0, payload.length);
        return wrapped(out, length);
    }
}
