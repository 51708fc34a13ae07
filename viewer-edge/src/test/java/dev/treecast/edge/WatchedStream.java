package dev.treecast.edge;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.sdp.CodecOffer;
import dev.treecast.webrtc.sdp.ExtensionIds;
import dev.treecast.webrtc.sdp.Feedback;
import dev.treecast.webrtc.sdp.FormatParameters;
import dev.treecast.webrtc.sdp.HeaderExtensions;
import dev.treecast.webrtc.sdp.MediaKind;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** A VP8 stream on one loop, published and watched by the test. */
final class WatchedStream {
    final DiscardingLoop loop = new DiscardingLoop();
    final LongAdder dropped = new LongAdder();
    final List<Integer> keyframeRequests = new ArrayList<>();
    final StreamHub hub = new StreamHub(StreamHub.Options.defaults());
    final Publication publication;
    final EdgeStream stream;
    int deserted;
    private long sequence = 1;
    private long timestamp = 3_000;

    WatchedStream(Pacing pacing) {
        this(pacing, List.of(new Track(Codec.VP8, "")));
    }

    WatchedStream(Pacing pacing, List<Track> tracks) {
        publication = publish(tracks);
        stream = new EdgeStream(
                publication.stream(),
                new EdgeLoop(loop, new LatencyHistogram(), new LatencyHistogram()),
                EdgeOptions.defaults().withPacing(pacing),
                new SplittableRandom(1),
                dropped,
                gone -> deserted++);
        if (!publication.stream().subscribe(stream)) {
            throw new AssertionError("the stream is over");
        }
    }

    /** The publisher wants its stream played otherwise: viewers here know it with its next sender report. */
    void play(Playout playout) {
        publication.timing(StreamTiming.unknown(playout));
        publication.senderReport(0, 1L << 32, timestamp, loop.nowNs());
    }

    Publication publish(Codec codec) {
        return publish(List.of(new Track(codec, "")));
    }

    private Publication publish(List<Track> tracks) {
        PublicationControl control = new PublicationControl() {
            @Override
            public void requestKeyframe(int track) {
                keyframeRequests.add(track);
            }

            @Override
            public boolean isAlive() {
                return false;
            }

            @Override
            public void end(String reason) {}
        };
        StreamHub.Outcome outcome = hub.publish("a", "key", tracks, control, loop.nowNs());
        return ((StreamHub.Outcome.Started) outcome).publication();
    }

    ViewerSession watch(int payloadType) {
        return ConnectedAtOnce.viewer(stream, loop, Optional.of(media(payloadType, payloadType + 1)));
    }

    ViewerSession watchWithoutRtx(int payloadType) {
        return ConnectedAtOnce.viewer(stream, loop, Optional.of(media(payloadType, CodecOffer.NONE)));
    }

    private NegotiatedMedia media(int payloadType, int rtxPayloadType) {
        Map<String, Integer> extensions = stream.mayBeLayered()
                ? Map.of(HeaderExtensions.PLAYOUT_DELAY, 5, HeaderExtensions.TRANSPORT_WIDE_CC, 3)
                : Map.of(HeaderExtensions.PLAYOUT_DELAY, 5);
        return new NegotiatedMedia(
                MediaKind.VIDEO,
                "0",
                "VP8",
                90_000,
                1,
                payloadType,
                rtxPayloadType,
                FormatParameters.none(),
                Feedback.video(),
                new ExtensionIds(extensions),
                false,
                true,
                NegotiatedMedia.UNKNOWN_SSRC,
                NegotiatedMedia.UNKNOWN_SSRC,
                Optional.empty(),
                List.of());
    }

    /** The next packet, of the frame that {@link #frame} would begin next. */
    MediaPacket video(boolean keyframe, int payloadBytes) {
        return EdgeFixtures.packet(0, sequence++, timestamp, keyframe, new byte[payloadBytes], loop.nowNs());
    }

    void frame(boolean keyframe, int packets, int payloadBytes) {
        timestamp += 3_000;
        List<MediaPacket> frame = new ArrayList<>();
        for (int i = 0; i < packets; i++) {
            frame.add(video(keyframe && i == 0, payloadBytes));
        }
        deliver(frame);
    }

    /** Packets that the loop finds in its queue together. */
    void deliver(List<MediaPacket> packets) {
        loop.hold();
        packets.forEach(publication::deliver);
        loop.letGo();
    }

    /** Runs the stream's deadlines up to a time from now; all that was ever sent by then. */
    long sentAfter(long elapsedNs) {
        long untilNs = loop.nowNs + elapsedNs;
        for (long nextNs = stream.nextDeadlineNs(); nextNs <= untilNs; nextNs = stream.nextDeadlineNs()) {
            loop.nowNs = Math.max(loop.nowNs, nextNs);
            stream.timeout(loop.nowNs);
        }
        loop.nowNs = untilNs;
        return loop.sent;
    }
}
