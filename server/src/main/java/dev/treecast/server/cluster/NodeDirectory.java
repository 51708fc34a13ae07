package dev.treecast.server.cluster;

import dev.treecast.server.http.ClusterState.DirectoryState;
import dev.treecast.tree.membership.DirectoryView;
import dev.treecast.tree.membership.NodeRecord;
import dev.treecast.tree.node.Announcements;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where nodes find each other and streams. Nothing here blocks; any thread may call, but for the view, which is the tree's. */
interface NodeDirectory extends AutoCloseable {

    /** A node as others know it. */
    record Entry(
            NodeRecord node, @Nullable String url, double ageSeconds, Map<String, Integer> viewers, String report) {}

    /** What came of a publisher's claim to a stream. */
    enum Claim {
        WON,
        /** Somebody else is live on it, at another node. */
        HELD
    }

    /** Hears what changes. */
    interface Listener {
        void streamChanged(String stream);

        void nodeLeft(String node);

        /** A stream that is published here was claimed at another node by the same streamer. */
        void claimLost(String stream);
    }

    void start(Listener listener);

    DirectoryView view();

    Announcements announcements();

    /** Where a node's media can be reached; empty when unknown. */
    List<InetSocketAddress> addresses(String node);

    /** All nodes but this one. */
    Collection<Entry> others();

    /** Whether a stream is published anywhere, as far as is known; true where that cannot be known. */
    boolean mayBeLive(String stream);

    /** A streamer begins to publish here. */
    CompletionStage<Claim> claim(String stream, String principal);

    /** The fencing token of this node's lease of a stream; 0 without one, or where there are none. */
    default long token(String stream) {
        return 0;
    }

    /** Nobody publishes it here any more. */
    void release(String stream);

    /** What others shall know of this node; the latest holds. */
    void update(int children, Map<String, Integer> viewers, boolean draining, String report);

    /** Viewers of all nodes but this one, by stream. */
    default Map<String, Integer> viewersElsewhere() {
        Map<String, Integer> all = new HashMap<>();
        others().forEach(entry -> entry.viewers().forEach((stream, count) -> all.merge(stream, count, Integer::sum)));
        return all;
    }

    /** Streams that other nodes publish, as far as is known. */
    Set<String> publishedElsewhere();

    DirectoryState state();

    /** The node that takes streams from elsewhere, by stream; empty when unknown. */
    default Optional<String> ingestNode(String stream) {
        return view().ingestNode(stream);
    }

    @Override
    void close();
}
