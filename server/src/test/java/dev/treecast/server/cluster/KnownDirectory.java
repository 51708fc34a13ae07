package dev.treecast.server.cluster;

import dev.treecast.server.http.ClusterState;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.membership.ParentList;
import dev.treecast.tree.node.Announcements;
import dev.treecast.tree.pki.NodeRole;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is known of a cluster, as a test says it. */
final class KnownDirectory implements NodeDirectory {
    final Map<String, String> streams = new HashMap<>();
    final List<Entry> others = new ArrayList<>();
    String state = "connected";

    void add(String id, Map<String, Integer> viewers) {
        NodeRecord node = new NodeRecord(id, "here", Set.of(NodeRole.EDGE), 200, 0, false);
        others.add(new Entry(node, null, 0, viewers, ""));
    }

    @Override
    public Set<String> publishedElsewhere() {
        return streams.keySet();
    }

    @Override
    public Collection<Entry> others() {
        return others;
    }

    @Override
    public void start(Listener listener) {}

    @Override
    public DirectoryView view() {
        return new ParentList(List.of());
    }

    @Override
    public Announcements announcements() {
        return Announcements.NONE;
    }

    @Override
    public List<InetSocketAddress> addresses(String node) {
        return List.of();
    }

    @Override
    public boolean mayBeLive(String stream) {
        return streams.containsKey(stream);
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
    public ClusterState.DirectoryState state() {
        return new ClusterState.DirectoryState("redis", state, 0);
    }

    @Override
    public void close() {}
}
