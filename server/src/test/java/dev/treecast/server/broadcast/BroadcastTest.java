package dev.treecast.server.broadcast;

import static dev.treecast.server.broadcast.SimulatedBroadcast.MS;
import static dev.treecast.server.broadcast.SimulatedBroadcast.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.webrtc.peer.CloseReason;
import dev.treecast.webrtc.rtcp.NtpTimestamp;
import dev.treecast.webrtc.rtcp.SenderReport;
import dev.treecast.webrtc.signaling.SessionOffer;
import dev.treecast.webrtc.signaling.SignalingException;
import dev.treecast.webrtc.simulation.PathConditions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BroadcastTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldBringEveryFrameToTwentyViewersOverALossyNetwork(long seed) {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(seed);
        broadcast.network.conditions(new PathConditions(15 * MS, 10 * MS, 0.03, 0.02));
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 0, 5 * SECOND);
        List<SimulatedViewer> viewers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            viewers.add(broadcast.watch("a"));
            broadcast.network.runFor(100 * MS);
        }
        broadcast.network.runFor(10 * SECOND);
        int lastSent = publisher.frames - 1;
        publisher.silent = true;
        broadcast.network.runFor(2 * SECOND);

        assertThat(publisher.nacked)
                .as("the publisher was asked for what it lost")
                .isPositive();
        long givenUp = 0;
        for (SimulatedViewer viewer : viewers) {
            long broken = 0;
            assertThat(viewer.connected).isTrue();
            assertThat(viewer.transport().counters().unauthenticated())
                    .as("seed %d", seed)
                    .isZero();
            int first = viewer.firstDecodable();
            assertThat(first - viewer.frames.firstKey())
                    .as("frames before a start")
                    .isLessThan(60);
            // What is newest when the stream falls silent has nothing after it that would show a loss.
            for (int frame = first; frame < lastSent; frame++) {
                if (!viewer.frames.containsKey(frame)) {
                    // While it caught up, a newer keyframe came.
                    int next = viewer.frames.ceilingKey(frame);
                    assertThat(viewer.frame(next).keyframe)
                            .as("seed %d: frame %d is missing, %d goes on", seed, frame, next)
                            .isTrue();
                    assertThat(frame - first).as("seed %d", seed).isLessThan(90);
                    continue;
                }
                broken += viewer.frame(frame).whole() ? 0 : 1;
            }
            assertThat(broken)
                    .as("seed %d: frames that are not whole, a lost packet each: %s", seed, viewer)
                    .isLessThanOrEqualTo(viewer.abandoned());
            givenUp += viewer.abandoned();
            assertThat(viewer.retransmissions).isPositive();
        }
        // A packet and its three repeats are all lost once in 0.03^4: in 4 % of these broadcasts one packet of 52,000.
        assertThat(givenUp).as("seed %d: packets given up", seed).isLessThanOrEqualTo(1);
        assertThat(broadcast.network.lost).isGreaterThan(1_000);
    }

    @Test
    void shouldMergeTheKeyframeRequestsOfACrowd() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(7);
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 60, 5 * SECOND);
        int before = publisher.keyframeRequests;
        List<SimulatedViewer> viewers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            viewers.add(broadcast.watch("a"));
            broadcast.network.runFor(20 * MS);
        }
        broadcast.network.runFor(SECOND);
        // Fifty viewers within a second and a bit: one request each 500 ms at most.
        assertThat(publisher.keyframeRequests - before).isBetween(1, 4);
        assertThat(viewers).allSatisfy(viewer -> {
            assertThat(viewer.frames).isNotEmpty();
            // Round trips of 20 ms: two for ICE and the handshake, one for the request, half a second for the interval
            // at most.
            assertThat(viewer.firstPacketNs - viewer.offeredNs).isLessThan(700 * MS);
        });
    }

    @Test
    void shouldStartAViewerFromTheRingRightAfterAnotherLeft() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(15);
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 60, 5 * SECOND);
        for (int i = 0; i < 6; i++) {
            SimulatedViewer viewer = broadcast.watch("a");
            broadcast.network.runUntil(() -> viewer.firstPacketNs > 0, SECOND);
            // Paths of 10 ms: two round trips for ICE and the handshake, and for the first viewer one more for the
            // keyframe.
            assertThat(viewer.firstPacketNs - viewer.offeredNs)
                    .as("viewer %d", i)
                    .isLessThan(150 * MS);
            viewer.transport().close("next");
            broadcast.network.runFor(20 * MS);
        }
        broadcast.network.runFor(40 * SECOND);
        assertThat(broadcast.serverLoops)
                .as("the rings are gone, the publisher is not")
                .satisfiesExactlyInAnyOrder(
                        loop -> assertThat(loop.sessions()).isEqualTo(1),
                        loop -> assertThat(loop.sessions()).isZero());
    }

    @Test
    void shouldPlayOnWithoutASeamWhenThePublisherComesBack() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(8);
        SimulatedPublisher first = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> first.frames > 0, 5 * SECOND);
        SimulatedViewer viewer = broadcast.watch("a");
        broadcast.network.runFor(2 * SECOND);
        first.transport().close("reload");
        broadcast.network.runFor(500 * MS);
        SimulatedPublisher second = broadcast.publish("a", 10_000);
        broadcast.network.runFor(2 * SECOND);

        assertThat(viewer.closeReason).isNull();
        assertThat(viewer.frames.lastKey()).isGreaterThan(10_010);
        assertThat(second.frames).isPositive();
        int lastOfFirst = viewer.frames.floorKey(9_999);
        int firstOfSecond = viewer.frames.ceilingKey(10_000);
        SimulatedViewer.Frame before = viewer.frame(lastOfFirst);
        SimulatedViewer.Frame after = viewer.frame(firstOfSecond);
        assertThat(after.keyframe).isTrue();
        assertThat(after.pictureId).isEqualTo(before.pictureId + 1 & 0x7fff);
        long passedMs = (after.timestamp - before.timestamp) / 90;
        assertThat(passedMs).isBetween(500L, 900L);
        assertSequenceNumbersWithoutGapAndTimestampsThatRise(viewer);
    }

    private static void assertSequenceNumbersWithoutGapAndTimestampsThatRise(SimulatedViewer viewer) {
        long sequence = viewer.timestampBySequence.firstKey();
        long timestamp = Long.MIN_VALUE;
        for (Map.Entry<Long, Long> packet : viewer.timestampBySequence.entrySet()) {
            assertThat(packet.getKey()).isEqualTo(sequence++);
            assertThat(packet.getValue()).isGreaterThanOrEqualTo(timestamp);
            timestamp = packet.getValue();
        }
    }

    @Test
    void shouldReportThePublishersClock() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(9);
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 0, 5 * SECOND);
        SimulatedViewer viewer = broadcast.watch("a");
        broadcast.network.runFor(5 * SECOND);
        assertThat(viewer.senderReports).hasSizeGreaterThan(3);
        SenderReport report = viewer.senderReports.getLast();
        // The publisher's timestamps run with the simulated clock, so a report must name the same instant twice, but
        // for the 10 ms that
        // its own report was on its way.
        long unixNs = NtpTimestamp.toUnixNs(report.ntpTimestamp());
        long atNs = unixNs - publisher.loop.unixMinusMonotonicNs();
        int expected = publisher.timestampAt(atNs);
        assertThat(Math.abs(expected - report.rtpTimestamp())).isLessThanOrEqualTo(90);
    }

    @Test
    void shouldFollowAViewerToANewAddress() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(10);
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 0, 5 * SECOND);
        SimulatedViewer viewer = broadcast.watch("a");
        broadcast.network.runFor(2 * SECOND);
        int before = viewer.frames.lastKey();
        broadcast.network.move(viewer.loop, new InetSocketAddress("10.9.9.9", 50_000));
        // Our own client checks consent every 4 to 6 s; with that check the server learns the new address.
        broadcast.network.runFor(8 * SECOND);
        int resumed = viewer.frames.lastKey();
        assertThat(resumed).isGreaterThan(before + 30);
        assertThat(viewer.closeReason).isNull();
    }

    @Test
    void shouldEndSilentAndAbandonedSessions() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(11);
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 0, 5 * SECOND);
        SimulatedViewer gone = broadcast.watch("a");
        SimulatedViewer never = new SimulatedViewer(broadcast.clientLoop(), broadcast.peers());
        broadcast.await(broadcast
                .edge
                .offer(new SessionOffer("a", never.offer().write(), InetAddress.getLoopbackAddress(), ""))
                .toCompletableFuture());
        broadcast.network.runFor(2 * SECOND);
        assertThat(broadcast.edge.size()).isEqualTo(2);
        broadcast.network.conditionsFrom(
                gone.loop.address(), PathConditions.clean().withLoss(1));
        broadcast.network.runFor(12 * SECOND);
        assertThat(broadcast.edge.size()).as("the abandoned offer lives 15 s").isEqualTo(2);
        broadcast.network.runFor(8 * SECOND);
        assertThat(broadcast.edge.size()).isZero();
        assertThat(broadcast.ingest.size()).isEqualTo(1);
    }

    @Test
    void shouldTellViewersAndPublishersThatTheServerStops() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(12);
        SimulatedPublisher publisher = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> publisher.frames > 0, 5 * SECOND);
        SimulatedViewer viewer = broadcast.watch("a");
        broadcast.network.runFor(SECOND);
        broadcast.await(broadcast.edge.drain());
        broadcast.await(broadcast.ingest.drain());
        broadcast.network.runFor(SECOND);
        assertThat(viewer.closeReason).extracting(CloseReason::kind).isEqualTo(CloseReason.Kind.REMOTE);
        assertThat(publisher.closeReason).extracting(CloseReason::kind).isEqualTo(CloseReason.Kind.REMOTE);
        assertThat(broadcast.failure(broadcast
                        .edge
                        .offer(new SessionOffer("a", "", InetAddress.getLoopbackAddress(), ""))
                        .toCompletableFuture()))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.status()).isEqualTo(503));
    }

    @Test
    void shouldRefuseASecondPublisherAndTakeOverADeadOne() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(13);
        SimulatedPublisher first = broadcast.publish("a", 0);
        broadcast.network.runUntil(() -> first.frames > 0, 5 * SECOND);
        SimulatedPublisher second = new SimulatedPublisher(broadcast.clientLoop(), broadcast.peers(), 99, 0);
        SessionOffer offer = new SessionOffer("a", second.offer().write(), InetAddress.getLoopbackAddress(), "key");
        assertThat(broadcast.failure(broadcast.ingest.offer(offer).toCompletableFuture()))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.status()).isEqualTo(409));
        broadcast.network.conditionsFrom(
                first.loop.address(), PathConditions.clean().withLoss(1));
        broadcast.network.runFor(1_200 * MS);
        broadcast.open(broadcast.ingest, "a", second);
        broadcast.network.runUntil(() -> second.frames > 0, 5 * SECOND);
        assertThat(second.connected).isTrue();
        assertThat(broadcast.ingest.size()).isEqualTo(1);
    }

    @Test
    void shouldAnswerAStreamThatIsNotLiveWithATimeToTryAgain() {
        SimulatedBroadcast broadcast = new SimulatedBroadcast(14);
        SimulatedViewer viewer = new SimulatedViewer(broadcast.clientLoop(), broadcast.peers());
        SessionOffer offer = new SessionOffer("b", viewer.offer().write(), InetAddress.getLoopbackAddress(), "");
        assertThat(broadcast.failure(broadcast.edge.offer(offer).toCompletableFuture()))
                .isInstanceOfSatisfying(SignalingException.class, e -> {
                    assertThat(e.status()).isEqualTo(404);
                    assertThat(e.retryAfter()).isPresent();
                });
        assertThat(broadcast.edge.size()).isZero();
    }
}
