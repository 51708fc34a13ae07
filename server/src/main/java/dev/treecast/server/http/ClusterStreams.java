package dev.treecast.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The streams of the whole cluster: those of this node, with the viewers of all, and those that other nodes have. */
final class ClusterStreams implements LiveState {
    private final LiveState here;
    private final ClusterFace cluster;

    ClusterStreams(LiveState here, ClusterFace cluster) {
        this.here = here;
        this.cluster = cluster;
    }

    @Override
    public CompletionStage<List<StreamState>> streams() {
        return here.streams().thenApply(known -> {
            Map<String, Integer> viewers = cluster.viewersElsewhere();
            Set<String> published = cluster.publishedElsewhere();
            Set<String> others = new HashSet<>(viewers.keySet());
            others.addAll(published);
            List<StreamState> all = new ArrayList<>();
            for (StreamState each : known) {
                others.remove(each.name());
                all.add(each.plus(viewers.getOrDefault(each.name(), 0)));
            }
            for (String name : others) {
                all.add(StreamState.elsewhere(name, published.contains(name), viewers.getOrDefault(name, 0)));
            }
            all.sort(Comparator.comparing(StreamState::name));
            return all;
        });
    }

    @Override
    public CompletionStage<Optional<StreamState>> stream(String name) {
        return streams()
                .thenApply(all ->
                        all.stream().filter(each -> each.name().equals(name)).findFirst());
    }

    /** Those at this node: of others it knows the number alone. */
    @Override
    public CompletionStage<Optional<List<ViewerState>>> viewers(String name, int countMax) {
        return here.viewers(name, countMax);
    }

    @Override
    public CompletionStage<Optional<ViewerState>> viewer(String name, String id) {
        return here.viewer(name, id);
    }

    @Override
    public CompletionStage<LayerState> layer(String stream, String sessionId) {
        return here.layer(stream, sessionId);
    }

    @Override
    public CompletionStage<LayerState> hold(String stream, String sessionId, Optional<String> encodingId) {
        return here.hold(stream, sessionId, encodingId);
    }
}
