package dev.treecast.edge;

import static dev.treecast.edge.EdgeFixtures.MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is lost in front of a slow link with a short queue: a home router, or a mast. */
class ShallowBufferTest {
    private static final int QUEUE_PACKETS = 16;
    private static final long FRAME_NS = 33_333_333;
    private static final int SECONDS = 60;
    private static final int PACKET_BYTES = 1_188;

    private record Outcome(long sent, long lost) {
        double share() {
            return (double) lost / sent;
        }
    }

    /** A queue that is served at the link's rate; what finds it full is lost. */
    private static final class Link {
        private final WatchedStream watched;
        private final long bitRate;
        private long busyUntilNs;
        private long sent;
        private long lost;

        Link(WatchedStream watched, long bitRate) {
            this.watched = watched;
            this.bitRate = bitRate;
        }

        void send(int bytes) {
            long nowNs = watched.loop.nowNs;
            long packetNs = bytes * 8L * 1_000_000_000 / bitRate;
            sent++;
            if (busyUntilNs - nowNs > QUEUE_PACKETS * packetNs) {
                lost++;
            } else {
                busyUntilNs = Math.max(busyUntilNs, nowNs) + packetNs;
            }
        }
    }

    /** 2.5 Mbit/s at 30 frames a second, with a keyframe of 72 packets every two seconds. */
    private static Outcome play(Pacing pacing, long bitRate) {
        WatchedStream watched = new WatchedStream(pacing);
        watched.watch(96);
        Link link = new Link(watched, bitRate);
        watched.loop.lengths = link::send;
        for (int frame = 0; frame < SECONDS * 30; frame++) {
            boolean keyframe = frame % 60 == 0;
            watched.frame(keyframe, keyframe ? 72 : 5 + frame * 7 % 8, PACKET_BYTES);
            watched.sentAfter(FRAME_NS);
        }
        watched.sentAfter(100 * MS);
        return new Outcome(link.sent, link.lost);
    }

    @ParameterizedTest
    @ValueSource(longs = {50_000_000, 25_000_000})
    void shouldLoseNextToNothingWhereABurstLosesPackets(long bitRate) {
        Outcome burst = play(Pacing.burst(), bitRate);
        Outcome staggered = play(Pacing.staggered(), bitRate);
        assertThat(staggered.sent).isEqualTo(burst.sent);
        assertThat(burst.share()).as("all at once: %s", burst).isGreaterThan(0.01);
        assertThat(staggered.share())
                .as("in pieces: %s, all at once: %s", staggered, burst)
                .isLessThan(burst.share() / 20);
    }
}
