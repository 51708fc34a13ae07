package dev.treecast.server.broadcast;

import static dev.treecast.server.broadcast.SimulatedBroadcast.MS;
import static dev.treecast.server.broadcast.SimulatedBroadcast.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.ingest.PublisherStatus;
import dev.treecast.ingest.TrackStatus;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamSubscriber;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.simulation.PathConditions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher with three layers, up to the stream hub. */
class LayersTest {

    /** What comes of each track, by number. */
    private static final class Collector implements StreamSubscriber {
        final List<Set<Long>> numbers = List.of(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        final int[] reports = new int[3];

        @Override
        public void publicationStarted(Publication publication) {}

        @Override
        public void packet(Publication publication, MediaPacket packet) {
            numbers.get(packet.track()).add(packet.sequence());
        }

        @Override
        public void senderReport(Publication publication, int track, long ntp, long timestamp, long arrivedNs) {
            reports[track]++;
        }

        @Override
        public void publicationEnded(Publication publication) {}

        @Override
        public void streamEnded(String reason) {}
    }

    private static List<TrackStatus> tracks(SimulatedBroadcast broadcast) {
        PublisherStatus status = broadcast.await(broadcast.ingest.status().getFirst());
        return status.tracks();
    }

    private static Publication publication(SimulatedBroadcast broadcast) {
        return broadcast.hub.find("a").orElseThrow().publication().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldTakeEveryPacketOfEachLayerOverALossyNetwork(long seed) {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(seed);
        broadcast.network.conditions(new PathConditions(15 * MS, 5 * MS, 0.03, 0.02));
        Collector collector = new Collector();
        SimulatedLayers publisher = broadcast.publishLayers("a");
        broadcast.hub.find("a").orElseThrow().subscribe(collector);
        broadcast.network.runFor(10 * SECOND);
        List<TrackStatus> status = tracks(broadcast);
        broadcast.network.conditions(new PathConditions(15 * MS, 5 * MS, 0, 0));
        broadcast.network.runFor(2 * SECOND);

        assertThat(publication(broadcast).tracks()).extracting(Track::rid).containsExactly("q", "h", "f");
        for (int layer = 0; layer < 3; layer++) {
            // The first of all may be lost, and what was sent last may be on its way.
            assertThat(collector.numbers.get(layer).size())
                    .as("seed %d: layer %d of %d packets", seed, layer, publisher.sent[layer])
                    .isGreaterThan(publisher.sent[layer] - 25);
            assertThat(publisher.nacked.get(layer)).isPositive();
            assertThat(collector.reports[layer]).isGreaterThan(10);
        }
        assertThat(status).extracting(TrackStatus::rid).containsExactly("q", "h", "f");
        assertThat(status).allMatch(TrackStatus::active);
        assertThat(status).extracting(TrackStatus::lost).as("given up").allMatch(lost -> lost <= 1);
        assertThat(status.get(1).bitrateBps())
                .isGreaterThan(status.get(0).bitrateBps())
                .isLessThan(status.get(2).bitrateBps());
        assertThat(publication(broadcast).bitrateBps(2)).isGreaterThan(400_000);
    }

    @Test
    void shouldGoOnWhereALayerStopsOrNeverComes() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(4);
        Collector collector = new Collector();
        SimulatedLayers publisher = broadcast.publishLayers("a");
        publisher.sends[1] = false;
        broadcast.hub.find("a").orElseThrow().subscribe(collector);
        broadcast.network.runFor(4 * SECOND);
        publisher.sends[2] = false;
        broadcast.network.runFor(4 * SECOND);

        assertThat(tracks(broadcast)).extracting(TrackStatus::active).containsExactly(true, false, false);
        assertThat(collector.numbers.get(0).size()).isGreaterThan(200);
        assertThat(collector.numbers.get(1)).isEmpty();
        assertThat(publication(broadcast).bitrateBps(0)).isPositive();
        assertThat(publication(broadcast).bitrateBps(1)).isZero();
        assertThat(publication(broadcast).bitrateBps(2)).isZero();
        int asked = publisher.keyframesAsked.get(2);
        publisher.sends[2] = true;
        publisher.sends[1] = true;
        broadcast.network.runFor(2 * SECOND);
        assertThat(tracks(broadcast)).extracting(TrackStatus::active).containsExactly(true, true, true);
        assertThat(publisher.keyframesAsked.get(2)).isEqualTo(asked);
    }

    /** As OBS, which sends lost packets again of its largest layer only. */
    @Test
    void shouldNotPesterAPublisherThatRepairsOneLayerOnly() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(5);
        broadcast.network.conditions(new PathConditions(15 * MS, 0, 0.05, 0));
        SimulatedLayers publisher = broadcast.publishLayers("a");
        publisher.answers[0] = false;
        publisher.answers[1] = false;
        broadcast.network.runFor(40 * SECOND);

        List<TrackStatus> status = tracks(broadcast);
        assertThat(status.get(2).lost()).isLessThanOrEqualTo(2);
        assertThat(status.get(1).lost()).isGreaterThan(50);
        assertThat(publisher.keyframesAsked.get(1))
                .as("one each half second at the most")
                .isBetween(1, 81);
        assertThat(publisher.keyframesAsked.get(2)).isLessThanOrEqualTo(3);
        int before = publisher.nacked.get(1);
        long lostBefore = status.get(1).lost();
        broadcast.network.runFor(40 * SECOND);
        long lost = tracks(broadcast).get(1).lost() - lostBefore;
        assertThat(publisher.nacked.get(1) - before)
                .as("requests for %d lost packets, of ten each", lost)
                .isLessThan((int) (2 * lost));
    }
}
