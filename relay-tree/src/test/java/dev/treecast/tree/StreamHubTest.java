package dev.treecast.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.rtp.Codec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamHubTest {
    private static final List<Track> TRACKS = List.of(new Track(Codec.VP8, ""));
    private static final long SECOND = 1_000_000_000;

    private final StreamHub hub = new StreamHub(new StreamHub.Options(300 * SECOND, 2));
    private final Recorder recorder = new Recorder();

    private static final class Publisher implements PublicationControl {
        boolean alive = true;
        String ended = "";
        int keyframeRequests;

        @Override
        public void requestKeyframe(int track) {
            keyframeRequests++;
        }

        @Override
        public boolean isAlive() {
            return alive;
        }

        @Override
        public void end(String reason) {
            ended = reason;
        }
    }

    private static final class Recorder implements StreamSubscriber {
        final List<String> calls = new ArrayList<>();

        @Override
        public void publicationStarted(Publication publication) {
            calls.add("started");
        }

        @Override
        public void packet(Publication publication, MediaPacket packet) {
            calls.add("packet " + packet.sequence());
        }

        @Override
        public void senderReport(Publication publication, int track, long ntp, long timestamp, long arrivedNs) {
            calls.add("report");
        }

        @Override
        public void publicationEnded(Publication publication) {
            calls.add("ended");
        }

        @Override
        public void streamEnded(String reason) {
            calls.add("over");
        }
    }

    private Publication started(StreamHub.Outcome outcome) {
        assertThat(outcome).isInstanceOf(StreamHub.Outcome.Started.class);
        return ((StreamHub.Outcome.Started) outcome).publication();
    }

    private static MediaPacket packet(long sequence) {
        return new MediaPacket(0, sequence, 0, false, false, new byte[0], null, -1, -1, 0);
    }

    @Test
    void shouldKeepViewersWhileThePublisherComesBack() {
        Publisher first = new Publisher();
        Publication one = started(hub.publish("a", "key", TRACKS, first, 0));
        LiveStream stream = hub.find("a").orElseThrow();
        assertThat(stream.subscribe(recorder)).isTrue();
        one.deliver(packet(1));
        one.ended(SECOND);
        hub.sweep(2 * SECOND);
        Publication two = started(hub.publish("a", "key", TRACKS, new Publisher(), 3 * SECOND));
        two.deliver(packet(2));
        assertThat(recorder.calls).containsExactly("started", "packet 1", "ended", "started", "packet 2");
        assertThat(two.stream()).isSameAs(stream);
    }

    @Test
    void shouldRefuseASecondPublisherWhileTheFirstLives() {
        Publisher first = new Publisher();
        started(hub.publish("a", "key", TRACKS, first, 0));
        assertThat(hub.publish("a", "key", TRACKS, new Publisher(), 0))
                .isEqualTo(new StreamHub.Outcome.Refused(StreamHub.Refusal.TAKEN));
        first.alive = false;
        assertThat(hub.publish("a", "another key", TRACKS, new Publisher(), 0))
                .isEqualTo(new StreamHub.Outcome.Refused(StreamHub.Refusal.TAKEN));
        assertThat(first.ended).isEmpty();
        started(hub.publish("a", "key", TRACKS, new Publisher(), 0));
        assertThat(first.ended).isNotEmpty();
    }

    @Test
    void shouldNotLetAReplacedPublicationEndItsSuccessor() {
        Publisher first = new Publisher();
        Publication one = started(hub.publish("a", "key", TRACKS, first, 0));
        first.alive = false;
        Publication two = started(hub.publish("a", "key", TRACKS, new Publisher(), 0));
        one.ended(SECOND);
        assertThat(hub.find("a").orElseThrow().publication()).containsSame(two);
    }

    @Test
    void shouldEndAStreamWhosePublisherStaysAway() {
        Publication one = started(hub.publish("a", "key", TRACKS, new Publisher(), 0));
        LiveStream stream = hub.find("a").orElseThrow();
        stream.subscribe(recorder);
        one.ended(SECOND);
        hub.sweep(300 * SECOND);
        assertThat(hub.find("a")).isPresent();
        hub.sweep(301 * SECOND);
        assertThat(hub.find("a")).isEmpty();
        assertThat(recorder.calls).containsExactly("started", "ended", "over");
        assertThat(stream.subscribe(recorder)).isFalse();
    }

    @Test
    void shouldForgetAnUnwatchedStreamAtOnceAndBoundTheirNumber() {
        Publication a = started(hub.publish("a", "key", TRACKS, new Publisher(), 0));
        started(hub.publish("b", "key", TRACKS, new Publisher(), 0));
        assertThat(hub.publish("c", "key", TRACKS, new Publisher(), 0))
                .isEqualTo(new StreamHub.Outcome.Refused(StreamHub.Refusal.FULL));
        a.ended(0);
        hub.sweep(0);
        started(hub.publish("c", "key", TRACKS, new Publisher(), 0));
    }

    @Test
    void shouldPassKeyframeRequestsToThePublisherThatIsOn() {
        Publisher publisher = new Publisher();
        Publication one = started(hub.publish("a", "key", TRACKS, publisher, 0));
        one.stream().requestKeyframe(0);
        one.ended(0);
        one.stream().requestKeyframe(0);
        assertThat(publisher.keyframeRequests).isEqualTo(1);
    }

    @Test
    void shouldWantTheLayersThatAnySubscriberWants() {
        LiveStream stream = started(hub.publish("a", "key", TRACKS, new Publisher(), 0)).stream();
        List<Integer> told = new ArrayList<>();
        stream.observeLayers(told::add);
        Recorder other = new Recorder();

        stream.wantLayers(recorder, 0b100);
        assertThat(stream.layersWanted())
                .as("who has not subscribed wants nothing")
                .isZero();
        stream.subscribe(recorder);
        assertThat(stream.layersWanted()).isEqualTo(LiveStream.ALL_LAYERS);
        stream.wantLayers(recorder, 0b001);
        stream.subscribe(other, 0b100);
        assertThat(stream.layersWanted()).isEqualTo(0b101);
        stream.wantLayers(other, 0b101);
        stream.unsubscribe(other);
        assertThat(stream.layersWanted()).isEqualTo(0b001);
        stream.unsubscribe(recorder);

        assertThat(told).as("each change once").containsExactly(LiveStream.ALL_LAYERS, 0b001, 0b101, 0b001, 0);
    }

    @Test
    void shouldKnowWhatIsSentOfATrackOnceItIsMeasured() {
        Publication publication = started(hub.publish("a", "key", TRACKS, new Publisher(), 0));

        assertThat(publication.bitrateBps(0)).isEqualTo(Publication.UNKNOWN_BITRATE);
        publication.bitrateMeasured(0, 2_500_000);
        assertThat(publication.bitrateBps(0)).isEqualTo(2_500_000);
    }
}
