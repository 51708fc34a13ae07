package dev.treecast.server.broadcast;

import static dev.treecast.server.broadcast.SimulatedBroadcast.MS;
import static dev.treecast.server.broadcast.SimulatedBroadcast.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.treecast.edge.ViewerLatency;
import dev.treecast.edge.ViewerStatus;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.simulation.PathConditions;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyTest {
    private final SimulatedBroadcast broadcast = new SimulatedBroadcast(3);

    private ViewerStatus status() {
        return broadcast.await(broadcast.edge.status("a").getFirst());
    }

    private static ViewerLatency measured(ViewerStatus status) {
        return Objects.requireNonNull(status.latency());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3_600_000, -86_400_000})
    void shouldMeasureWhateverThePublishersClockShows(long aheadMs) {
        broadcast.network.conditions(new PathConditions(25 * MS, 0, 0, 0));
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        publisher.clockAheadNs = aheadMs * MS;
        broadcast.network.runUntil(() -> publisher.frames > 30, 5 * SECOND);
        broadcast.watch("a");
        broadcast.network.runFor(10 * SECOND);
        ViewerLatency latency = measured(status());
        assertThat(latency.toIngest()).as("one way of the publisher's path").isCloseTo(25, within(1.0));
        assertThat(latency.tree()).isCloseTo(0, within(1.0));
        assertThat(latency.edge()).as("pacing").isBetween(0.0, 12.0);
    }

    @Test
    void shouldNotTakeAQueueForTheWay() {
        broadcast.network.conditions(new PathConditions(20 * MS, 60 * MS, 0, 0));
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        publisher.clockAheadNs = 7 * SECOND;
        broadcast.network.runUntil(() -> publisher.frames > 30, 5 * SECOND);
        broadcast.watch("a");
        broadcast.network.runFor(30 * SECOND);
        assertThat(measured(status()).toIngest())
                .as("20 ms, and the half of up to 60 ms that a frame's last packet waits")
                .isBetween(40.0, 62.0);
    }

    @Test
    void shouldCountEachFrameOnceForEachViewer() {
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 60, 5 * SECOND);
        broadcast.watch("a");
        broadcast.watch("a");
        broadcast.network.runFor(SECOND);
        long before = Arrays.stream(broadcast.edge.sentAges().counts()).sum();
        double sumBefore = broadcast.edge.sentAges().sumSeconds();
        broadcast.network.runFor(10 * SECOND);
        long counted = Arrays.stream(broadcast.edge.sentAges().counts()).sum() - before;
        assertThat(counted).as("30 frames a second to two viewers").isBetween(590L, 610L);
        assertThat((broadcast.edge.sentAges().sumSeconds() - sumBefore) / counted)
                .as("10 ms from the publisher, and pacing")
                .isBetween(0.009, 0.022);
    }

    @Test
    void shouldSayNothingBeforeThePublisherSaysWhatItsClockShows() {
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        publisher.silent = true;
        broadcast.watch("a");
        broadcast.network.runFor(SECOND);
        assertThat(status().latency()).isNull();
    }

    @Test
    void shouldPlayAsThePublisherWantsAndTheViewerRather() {
        SimulatedPublisher publisher = new SimulatedPublisher(broadcast.clientLoop(), broadcast.peers(), 1, 0);
        broadcast.open(broadcast.ingest, "a", publisher, Optional.of(Playout.SMOOTH));
        broadcast.network.runUntil(() -> publisher.frames > 30, 5 * SECOND);
        broadcast.watch("a");
        broadcast.network.runFor(SECOND);
        assertThat(status().playout()).isEqualTo(Playout.SMOOTH);
        SimulatedViewer second = new SimulatedViewer(broadcast.clientLoop(), broadcast.peers());
        broadcast.open(broadcast.edge, "a", second, Optional.of(Playout.INTERACTIVE));
        broadcast.network.runFor(SECOND);
        assertThat(broadcast.edge.status("a").stream().map(broadcast::await).map(ViewerStatus::playout))
                .containsExactlyInAnyOrder(Playout.SMOOTH, Playout.INTERACTIVE);
    }
}
