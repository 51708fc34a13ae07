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
            Set<String> others = new HashSet<>(viewers.keySet());
            others.addAll(cluster.publishedElsewhere());
            List<StreamState> all = new ArrayList<>();
            for (StreamState each : known) {
                others.remove(each.name());
                all.add(each.plus(viewers.getOrDefault(each.name(), 0)));
            }
            others.forEach(name -> all.add(elsewhere(name, viewers)));
            all.sort(Comparator.comparing(StreamState::name));
            return all;
        });
    }

    private StreamState elsewhere(String name, Map<String, Integer> viewers) {
        return StreamState.elsewhere(name, cluster.publishedElsewhere().contains(name), viewers.getOrDefault(name, 0));
    }

    @Override
    public CompletionStage<Optional<StreamState>> stream(String name) {
        return here.stream(name).thenApply(known -> {
            Map<String, Integer> viewers = cluster.viewersElsewhere();
            if (known.isPresent()) {
                return known.map(each -> each.plus(viewers.getOrDefault(name, 0)));
            }
            boolean anywhere =
                    viewers.containsKey(name) || cluster.publishedElsewhere().contains(name);
            return anywhere ? Optional.of(elsewhere(name, viewers)) : Optional.empty();
        });
    }

    /** Those at this node: of others it knows the number alone. */
    @Override
    public CompletionStage<Optional<List<ViewerState>>> viewers(String name, int countMax) {
        return here.viewers(name, countMax);
    }
}
