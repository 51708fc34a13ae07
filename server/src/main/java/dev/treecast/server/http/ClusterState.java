package dev.treecast.server.http;

import dev.treecast.tree.node.NodeReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as {@code /api/cluster} shows it: what the node that is asked knows.
 *
 * @param self the node that is asked
 * @param nodes by id, itself included
 */
public record ClusterState(String self, DirectoryState directory, List<NodeState> nodes) {
    public ClusterState {
        nodes = List.copyOf(nodes);
    }

    /**
     * Where the nodes find each other.
     *
     * @param kind {@code redis}; or {@code static}: parents that the operator named
     * @param state {@code connected}, or {@code away}: what is shown was known when it went
     * @param sinceSeconds for how long it has been so
     */
    public record DirectoryState(String kind, String state, long sinceSeconds) {}

    /**
     * A node.
     *
     * @param url where browsers reach it; null where nobody is sent there
     * @param ageSeconds since it last said something new of itself; a node that is gone is forgotten after 10 s
     * @param viewers by stream
     * @param report what it looks like from inside; null where that did not come along
     */
    public record NodeState(
            String id,
            String region,
            List<String> roles,
            @Nullable String url,
            boolean draining,
            double ageSeconds,
            Map<String, Integer> viewers,
            int children,
            int capacity,
            @Nullable Report report) {}

    /**
     * {@link NodeReport}, with rates in place of totals.
     *
     * @param cpu of all cores, what the process uses, 0 to 1; null where the system does not say
     * @param sentBps to viewers and nodes
     */
    public record Report(
            @Nullable Double cpu,
            long sentBps,
            long failovers,
            long hedges,
            long redirects,
            long refusals,
            long lies,
            long refusedKeys,
            long distrusted,
            long dropped,
            List<LinkState> links,
            List<NodeReport.Stream> streams) {}

    /**
     * A link.
     *
     * @param clockOffsetMs the other node's wall clock less this one's; null before it was measured
     * @param lossRatio of the packets of media sent lately, those that had to be sent again, 0 to 1; null while none are sent
     * @param lost packets of media that never came over it
     * @param rejected packets that were not authentic, or had come before
     */
    public record LinkState(
            String node,
            boolean openedHere,
            double roundTripMs,
            @Nullable Double clockOffsetMs,
            long sentBps,
            long receivedBps,
            @Nullable Double lossRatio,
            long lost,
            long rejected) {}
}
