package dev.treecast.tree.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.tree.Publication;
import dev.treecast.tree.Track;
import dev.treecast.tree.pki.NodeRole;
import dev.treecast.webrtc.simulation.PathConditions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream in three layers on its way through whole nodes: what nobody wants is not sent. */
class LayersTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final int SMALL = 0b001;
    private static final int MIDDLE = 0b010;
    private static final int LARGE = 0b100;
    private static final int SOUND = 3;

    private final SimulatedCluster cluster = new SimulatedCluster(5);
    private final SimulatedNode ingest = cluster.add("ingest", NodeRole.INGEST);
    private final SimulatedNode relay = cluster.add("relay", NodeRole.RELAY);
    private final SimulatedNode edge = cluster.add("edge", NodeRole.EDGE);
    private final SimulatedNode other = cluster.add("other", NodeRole.EDGE);
    private final long[] next = new long[4];
    private int answered;

    /** 100 packets a second of each track; a keyframe at the start of each layer, and whenever one is asked for. */
    private void play(int packets) {
        for (int i = 0; i < packets; i++) {
            List<Integer> asked = ingest.keyframesAsked.subList(answered, ingest.keyframesAsked.size());
            for (int track = 0; track <= SOUND; track++) {
                ingest.publish(track, next[track], next[track] == 0 || asked.contains(track));
                next[track]++;
            }
            answered = ingest.keyframesAsked.size();
            cluster.network.runFor(10 * MS);
        }
    }

    private void watch(SimulatedNode at, int layers) {
        at.watch();
        boolean came = false;
        for (int i = 0; i < 300 && !came; i++) {
            play(1);
            came = at.attach(layers);
        }
        assertThat(came).as("the stream reaches the edge").isTrue();
    }

    private Map<Integer, Long> passedBy(SimulatedNode node) {
        return Objects.requireNonNull(node.node.carried(SimulatedNode.STREAM)).lastSequences();
    }

    private long lostAt(SimulatedNode node) {
        return Objects.requireNonNull(node.node.carried(SimulatedNode.STREAM)).lost();
    }

    @Test
    void shouldSendNothingOfLayersThatNobodyWants() {
        cluster.liveInLayers(ingest);
        watch(edge, SMALL);
        play(300);

        assertThat(edge.publications).isEqualTo(1);
        assertThat(edge.hub.find(SimulatedNode.STREAM).orElseThrow().tracks())
                .extracting(Track::rid)
                .containsExactly("q", "h", "f", "");
        assertThat(edge.seenOf(0)).isGreaterThan(250);
        assertThat(edge.seenOf(SOUND)).isGreaterThan(250);
        assertThat(edge.seenOf(1)).isZero();
        assertThat(edge.seenOf(2)).isZero();
        assertThat(passedBy(relay)).as("not even the relay has them").containsOnlyKeys(0, SOUND);
    }

    @Test
    void shouldBringALayerFromAKeyframeOnceItIsWanted() {
        cluster.liveInLayers(ingest);
        watch(edge, SMALL);
        play(200);
        int askedBefore = ingest.keyframesAsked.size();
        edge.want(SMALL | LARGE);
        play(200);

        assertThat(edge.seenOf(2)).isGreaterThan(150);
        assertThat(edge.keyframesByTrack.get(2)).isNotEmpty();
        assertThat(ingest.keyframesAsked.subList(askedBefore, ingest.keyframesAsked.size()))
                .as("of this layer alone")
                .isNotEmpty()
                .containsOnly(2);
        assertThat(edge.seenOf(1)).isZero();
        assertThat(lostAt(edge)).isZero();
    }

    @Test
    void shouldBeginWithAYoungKeyframeOfTheCacheWithoutAskingForOne() {
        cluster.liveInLayers(ingest);
        watch(other, SMALL | LARGE);
        watch(edge, SMALL);
        play(200);
        ingest.publish(2, next[2]++, true);
        long keyframe = next[2] - 1;
        play(10);
        int askedBefore = ingest.keyframesAsked.size();
        edge.want(LARGE);
        play(50);

        assertThat(edge.seenByTrack)
                .as("keyframe %d, asked %s", keyframe, ingest.keyframesAsked)
                .containsKey(2);
        assertThat(edge.keyframesByTrack.get(2)).containsExactly(keyframe);
        assertThat(edge.seenByTrack.get(2))
                .contains(keyframe, keyframe + 1, keyframe + 2)
                .allMatch(number -> number >= keyframe);
        assertThat(ingest.keyframesAsked).hasSize(askedBefore);
    }

    @Test
    void shouldStopALayerThatIsNotWantedAnyMoreAndBringItAgain() {
        cluster.liveInLayers(ingest);
        watch(edge, SMALL | MIDDLE);
        play(200);
        assertThat(edge.seenOf(1)).isGreaterThan(100);
        edge.want(SMALL);
        play(100);
        int before = edge.seenOf(1);
        play(300);
        assertThat(edge.seenOf(1)).isEqualTo(before);
        assertThat(passedBy(relay)).containsOnlyKeys(0, SOUND);

        edge.want(MIDDLE);
        play(200);
        assertThat(edge.seenOf(1)).isGreaterThan(before + 150);
        assertThat(lostAt(edge) + lostAt(relay))
                .as("what was not wanted is not lost")
                .isZero();
        int small = edge.seenOf(0);
        play(100);
        assertThat(edge.seenOf(0)).isEqualTo(small);
    }

    /** SRTP's 16 bits go round twice. */
    @Test
    void shouldBringALayerAgainAfterAnyTime() {
        cluster.liveInLayers(ingest);
        watch(edge, SMALL | LARGE);
        play(200);
        edge.want(SMALL);
        play(100);
        for (int i = 0; i < 40; i++) {
            next[2] += 3_000;
            play(1);
        }
        int before = edge.seenOf(2);
        edge.want(SMALL | LARGE);
        play(200);

        assertThat(edge.seenOf(2)).isGreaterThan(before + 150);
    }

    @Test
    void shouldBringTheUnionToARelayAndToEachEdgeItsOwn() {
        cluster.liveInLayers(ingest);
        watch(edge, SMALL);
        watch(other, LARGE);
        play(300);

        assertThat(passedBy(relay)).containsOnlyKeys(0, 2, SOUND);
        assertThat(edge.seenOf(0)).isGreaterThan(250);
        assertThat(edge.seenOf(2)).isZero();
        assertThat(other.seenOf(2)).isGreaterThan(250);
        int small = other.seenOf(0);
        play(100);
        assertThat(other.seenOf(0)).as("the first that came was the smallest").isEqualTo(small);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05})
    void shouldLoseNothingOfALayerOnLinksThatLose(double loss) {
        cluster.liveInLayers(ingest);
        watch(edge, SMALL | LARGE);
        play(100);
        long from = next[2];
        cluster.network.conditions(new PathConditions(5 * MS, 2 * MS, loss, 0.01));
        play(500);
        cluster.network.conditions(new PathConditions(5 * MS, 2 * MS, 0, 0));
        play(10);
        cluster.network.runFor(2 * SECOND);

        for (int track : new int[] {0, 2}) {
            List<Long> came = edge.seenByTrack.get(track);
            for (long sequence = from; sequence < next[2]; sequence++) {
                assertThat(came).contains(sequence);
            }
        }
        assertThat(edge.seenOf(1)).isZero();
    }

    @Test
    void shouldTellWhatIsSentOfEachLayerAlsoOfThoseThatAreNotTaken() {
        cluster.liveInLayers(ingest);
        watch(edge, SMALL);
        Publication here =
                edge.hub.find(SimulatedNode.STREAM).orElseThrow().publication().orElseThrow();
        assertThat(here.bitrateBps(2)).isEqualTo(Publication.UNKNOWN_BITRATE);
        measured(150_000, 500_000, 1_500_000);
        play(200);
        assertThat(rates(here)).containsExactly(150_000L, 500_000L, 1_500_000L);

        measured(151_000, 510_000, 0);
        play(200);
        assertThat(rates(here)).as("a layer stopped").containsExactly(151_000L, 510_000L, 0L);

        watch(other, SMALL);
        play(10);
        Publication there =
                other.hub.find(SimulatedNode.STREAM).orElseThrow().publication().orElseThrow();
        assertThat(rates(there)).as("who comes is told").containsExactly(151_000L, 510_000L, 0L);
    }

    private void measured(long... bitsPerSecond) {
        for (int i = 0; i < bitsPerSecond.length; i++) {
            ingest.publication().bitrateMeasured(i, bitsPerSecond[i]);
        }
    }

    private static List<Long> rates(Publication publication) {
        return publication.videoTracks().stream().map(publication::bitrateBps).toList();
    }
}
