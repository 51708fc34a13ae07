package dev.treecast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The fake server has one stream, "game", with two viewers. */
class ClusterStreamsTest {
    private final Map<String, Integer> viewers = new HashMap<>();
    private final Set<String> published = new HashSet<>();
    private final ClusterStreams streams = new ClusterStreams(new FakeLiveState(), new Face());

    private final class Face implements ClusterFace {
        @Override
        public void leave() {}

        @Override
        public CompletionStage<ClusterState> state() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Integer> viewersElsewhere() {
            return viewers;
        }

        @Override
        public Set<String> publishedElsewhere() {
            return published;
        }

        @Override
        public Optional<URI> elsewhere(boolean whip) {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Void> drain() {
            return CompletableFuture.completedFuture(null);
        }
    }

    private List<StreamState> all() {
        return streams.streams().toCompletableFuture().join();
    }

    private Optional<StreamState> one(String name) {
        return streams.stream(name).toCompletableFuture().join();
    }

    @Test
    void shouldCountTheViewersOfAllNodes() {
        viewers.put("game", 40);
        StreamState game = all().getFirst();
        assertThat(game.viewers()).isEqualTo(42);
        assertThat(game.viewersHere()).isEqualTo(2);
        assertThat(game.here()).isTrue();
        assertThat(game.tracks()).hasSize(2);
        assertThat(one("game")).contains(game);
    }

    @Test
    void shouldListWhatOtherNodesHave() {
        published.add("race");
        viewers.put("race", 7);
        viewers.put("away", 3);
        assertThat(all()).extracting(StreamState::name).containsExactly("away", "game", "race");
        assertThat(all()).extracting(StreamState::live).containsExactly(false, true, true);
        assertThat(all()).extracting(StreamState::viewers).containsExactly(3, 2, 7);
        assertThat(all()).extracting(StreamState::here).containsExactly(false, true, false);
        assertThat(one("race")).contains(all().getLast());
        assertThat(one("nobody's")).isEmpty();
    }

    @Test
    void shouldShowTheViewersOfThisNode() {
        viewers.put("race", 7);
        assertThat(streams.viewers("game", 10).toCompletableFuture().join()).isPresent();
        assertThat(streams.viewers("race", 10).toCompletableFuture().join()).isEmpty();
    }
}
