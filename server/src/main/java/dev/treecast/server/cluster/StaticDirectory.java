package dev.treecast.server.cluster;

import dev.treecast.server.config.ClusterOptions;
import dev.treecast.server.http.ClusterState.DirectoryState;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.ParentList;
import dev.treecast.tree.node.Announcements;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A tree without a directory: parents that the operator named. Nobody knows of anybody else, so a stream is asked for to find out whether it is. */
final class StaticDirectory implements NodeDirectory {
    private final Map<String, ClusterOptions.Parent> parents = new HashMap<>();
    private final ParentList view;

    StaticDirectory(List<ClusterOptions.Parent> named) {
        named.forEach(parent -> parents.put(parent.nodeId(), parent));
        view = new ParentList(named.stream().map(ClusterOptions.Parent::nodeId).toList());
    }

    @Override
    public void start(Listener listener) {}

    @Override
    public DirectoryView view() {
        return view;
    }

    @Override
    public Announcements announcements() {
        return Announcements.NONE;
    }

    /** Names are looked up each time: behind one there may be another machine now. */
    @Override
    public List<InetSocketAddress> addresses(String node) {
        ClusterOptions.Parent parent = parents.get(node);
        if (parent == null) {
            return List.of();
        }
        InetSocketAddress address =
                new InetSocketAddress(parent.address().host(), parent.address().port());
        return address.isUnresolved() ? List.of() : List.of(address);
    }

    @Override
    public Collection<Entry> others() {
        return List.of();
    }

    @Override
    public Set<String> publishedElsewhere() {
        return Set.of();
    }

    @Override
    public boolean mayBeLive(String stream) {
        return !parents.isEmpty();
    }

    @Override
    public CompletionStage<Claim> claim(String stream, String principal) {
        return CompletableFuture.completedFuture(Claim.WON);
    }

    @Override
    public void release(String stream) {}

    @Override
    public void update(int children, Map<String, Integer> viewers, boolean draining, String report) {}

    @Override
    public DirectoryState state() {
        return new DirectoryState("static", "connected", 0);
    }

    @Override
    public void close() {}
}
