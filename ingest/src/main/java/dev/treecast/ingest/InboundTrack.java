package dev.treecast.ingest;

import dev.treecast.tree.KeyframeRequests;
import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.rtp.AbsoluteCaptureTime;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.KeyframeDetector;
import dev.treecast.webrtc.rtp.LossDetector;
import dev.treecast.webrtc.rtp.PacketLayers;
import dev.treecast.webrtc.rtp.PictureSize;
import dev.treecast.webrtc.rtp.ReceptionStatistics;
import dev.treecast.webrtc.rtp.Retransmission;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.sdp.CodecOffer;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One track, or one layer of the video, as it comes from the publisher: from RTP packets to {@link MediaPacket}s, with what is needed to ask for lost ones. */
final class InboundTrack {
    /** Sources of one track that are counted apart before further ones are dropped: a publisher may change its SSRC, not rotate it. */
    private static final int SOURCE_CHANGES_MAX = 64;

    /** Packets asked for in vain before the publisher is taken for one that does not answer: ten requests for each would have met one that does. */
    private static final int UNANSWERED_MAX = 64;

    /** Of so many requests to such a one, one is sent. */
    private static final int SELDOM = 16;

    // Given.
    final int index;
    final Codec codec;
    final NegotiatedMedia media;
    /** Empty where it is no layer. */
    final String rid;

    private final LossDetector.Options loss;

    // Owned.
    final KeyframeRequests keyframes = new KeyframeRequests();
    final TrackMeter meter;
    final NackRoundTrip roundTrip = new NackRoundTrip();
    final PictureSize size = new PictureSize();
    private final KeyframeDetector keyframeDetector = new KeyframeDetector();
    private final ContinuousNumbers numbers;
    private final PacketLayers layers;

    // State.
    private LossDetector losses;
    private long lostBefore;
    private long lostSeen;
    private long unanswered;
    private @Nullable ReceptionStatistics statistics;
    private int ssrc;
    private boolean ssrcKnown;
    private int sourceChanges;
    private final int captureTimeId;
    private final int orientationId;
    private final int audioLevelId;

    /** @param rid what packets call it where it is one of several layers, otherwise empty */
    InboundTrack(int index, Codec codec, NegotiatedMedia media, String rid, LossDetector.Options loss) {
        this.rid = rid;
        this.index = index;
        this.codec = codec;
        this.media = media;
        this.loss = loss;
        this.losses = new LossDetector(loss);
        this.numbers = new ContinuousNumbers(codec.clockRateHz());
        this.meter = new TrackMeter();
        this.layers = new PacketLayers(codec, media.extensions().id(HeaderExtensions.DEPENDENCY_DESCRIPTOR));
        this.captureTimeId = media.extensions().id(HeaderExtensions.ABS_CAPTURE_TIME);
        this.orientationId = media.extensions().id(HeaderExtensions.VIDEO_ORIENTATION);
        this.audioLevelId = media.extensions().id(HeaderExtensions.AUDIO_LEVEL);
        if (media.ssrc() != NegotiatedMedia.UNKNOWN_SSRC) {
            ssrc = (int) media.ssrc();
            ssrcKnown = true;
        }
    }

    boolean isVideo() {
        return codec.kind() == Codec.Kind.VIDEO;
    }

    /** The SSRC that feedback names, 0 while none is known. */
    int ssrc() {
        return ssrc;
    }

    /** Packets that were asked for in vain, over all sources. */
    long lost() {
        return lostBefore + losses.abandonedCount();
    }

    /** Whether packets were given up since this was last asked, or a gap was too large for repair: what follows cannot be decoded. */
    boolean takeGivenUp() {
        boolean tooLarge = losses.takeGiveUp();
        long now = lost();
        boolean more = now > lostSeen;
        lostSeen = now;
        return tooLarge || more;
    }

    /**
     * Whether to send a request for lost packets. OBS answers none for its lower layers: a publisher that has not answered any is asked now and then only, to see whether
     * it has changed its mind.
     */
    boolean asksAgain() {
        if (meter.recovered > 0 || lost() < UNANSWERED_MAX) {
            return true;
        }
        return ++unanswered % SELDOM == 0;
    }

    LossDetector losses() {
        return losses;
    }

    @Nullable
    ReceptionStatistics statistics() {
        return statistics;
    }

    /** Whether anything has come. */
    boolean started() {
        return numbers.started();
    }

    /**
     * Takes in a packet of this track's payload type, or a retransmission of one.
     *
     * @return the packet to hand on, or null when there is nothing to hand on (a repeat, a bare probe, a stranger's SSRC)
     */
    @Nullable
    MediaPacket receive(RtpPacket packet, boolean retransmitted, long nowNs) {
        if (retransmitted) {
            // A probe without an original (padding only) says nothing.
            if (!ssrcKnown || !Retransmission.unwrap(packet, media.payloadType(), ssrc)) {
                return null;
            }
            meter.retransmissions++;
        } else if (!acceptSource(packet.ssrc())) {
            return null;
        } else {
            statisticsOf().onPacket(packet.sequenceNumber(), packet.timestamp(), nowNs);
        }
        LossDetector.Arrival arrival = losses.onPacket(packet.sequenceNumber(), nowNs);
        if (arrival == LossDetector.Arrival.UNEXPECTED) {
            meter.repeats++;
            return null;
        }
        if (arrival == LossDetector.Arrival.RESTARTED) {
            numbers.restart();
        }
        if (arrival == LossDetector.Arrival.RECOVERED) {
            meter.recovered++;
            // Who has no RTX (OBS) repeats the very same packet, and only those that were asked for are timed.
            if (retransmitted || media.rtxPayloadType() == CodecOffer.NONE) {
                askAfter(roundTrip.arrived(packet.sequenceNumber(), retransmitted, nowNs));
            }
        }
        return mediaPacket(packet, nowNs);
    }

    /** The transport is up: its handshake took so long, ns; 0 for unknown. */
    void connected(long handshakeRoundTripNs) {
        roundTrip.handshake(handshakeRoundTripNs);
        askAfter(handshakeRoundTripNs);
    }

    private void askAfter(long roundTripNs) {
        if (roundTripNs > 0) {
            losses.setRoundTripNs(roundTripNs);
        }
    }

    /** A publisher has one source per track; when it changes it (a new encoder), numbers go on where they were. */
    private boolean acceptSource(int source) {
        if (ssrcKnown && source == ssrc) {
            return true;
        }
        if (ssrcKnown && (sourceChanges >= SOURCE_CHANGES_MAX)) {
            meter.foreignSources++;
            return false;
        }
        if (numbers.started()) {
            sourceChanges++;
            numbers.restart();
            layers.restart();
            lostBefore += losses.abandonedCount();
            losses = new LossDetector(loss);
            askAfter(roundTrip.ns());
        }
        ssrc = source;
        ssrcKnown = true;
        statistics = null;
        return true;
    }

    private MediaPacket mediaPacket(RtpPacket packet, long nowNs) {
        long sequence = numbers.sequence(packet.sequenceNumber());
        long newestBefore = numbers.newestTimestamp();
        long timestamp = numbers.timestamp(packet.timestamp());
        if (timestamp > newestBefore) {
            meter.frames++;
        }
        byte[] buffer = packet.buffer();
        int at = packet.payloadOffset();
        int length = packet.payloadLength();
        boolean keyframe = isVideo() && keyframeDetector.startsKeyframe(codec, buffer, at, length);
        if (keyframe) {
            keyframes.keyframeStarted();
            meter.keyframes++;
            var unusedTold = size.read(codec, buffer, at, length);
        }
        meter.packet(nowNs, packet.length());
        return new MediaPacket(
                index,
                sequence,
                timestamp,
                packet.marker(),
                keyframe,
                Arrays.copyOfRange(buffer, at, at + length),
                captureTime(packet),
                extensionByte(packet, orientationId),
                extensionByte(packet, audioLevelId),
                layers.of(packet, sequence),
                nowNs);
    }

    /** The RTP timestamp of a sender report on the scale of {@link MediaPacket#timestamp}; null when it cannot be placed. */
    @Nullable
    Long extendTimestamp(int source, int timestamp) {
        return ssrcKnown && source == ssrc && numbers.placesReports() ? numbers.peekTimestamp(timestamp) : null;
    }

    private ReceptionStatistics statisticsOf() {
        ReceptionStatistics current = statistics;
        if (current == null) {
            current = new ReceptionStatistics(ssrc, codec.clockRateHz());
            statistics = current;
        }
        return current;
    }

    /** Null where it is none: what other nodes and viewers get is one. */
    private byte @Nullable [] captureTime(RtpPacket packet) {
        int at = captureTimeId == 0 ? -1 : packet.extensionOffset(captureTimeId);
        if (at < 0 || !AbsoluteCaptureTime.isValid(packet.extensionLength(captureTimeId))) {
            return null;
        }
        return Arrays.copyOfRange(packet.buffer(), at, at + packet.extensionLength(captureTimeId));
    }

    private static int extensionByte(RtpPacket packet, int id) {
        int at = id == 0 ? -1 : packet.extensionOffset(id);
        return at < 0 ? MediaPacket.ABSENT : packet.buffer()[at] & 0xff;
    }
}
