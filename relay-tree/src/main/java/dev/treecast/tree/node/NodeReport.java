package dev.treecast.tree.node;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node looks like now, for pages and metrics.
 *
 * @param children streams that it sends to other nodes, each receiver counted
 * @param failovers parents that were lost, since the start
 * @param hedges standbys asked because a parent was quiet, since the start
 * @param parentChanges streams that came from another parent than before, for whatever reason
 * @param parcelsLost messages of viewers that had no node to go to
 * @param strangers requests for a link without the cluster's secret, or beyond the bound; not answered
 * @param untrusted links whose other end showed no certificate that counts here
 */
public record NodeReport(
        int children,
        boolean draining,
        long failovers,
        long hedges,
        long redirects,
        long refusals,
        long lies,
        long refusedKeys,
        long distrusted,
        long dropped,
        long parentChanges,
        long parcelsLost,
        long strangers,
        long untrusted,
        List<Link> links,
        List<Stream> streams) {

    /**
     * A link that is up.
     *
     * @param openedHere whether this end opened it
     * @param roundTripMs the shortest of the last eight that keepalives measured; 0 before that
     * @param clockOffsetMs the other node's wall clock less this one's; null before it was measured
     * @param sentBytes in all since it came up, as {@code receivedBytes}
     * @param rejected packets that were not authentic, or had come before
     * @param media packets of media among them
     */
    public record Link(
            String node,
            boolean openedHere,
            double roundTripMs,
            @Nullable Double clockOffsetMs,
            long sentBytes,
            long receivedBytes,
            long sentDatagrams,
            long receivedDatagrams,
            long rejected,
            Media media) {}

    /**
     * Packets of media on a link since it came up.
     *
     * @param sent each once
     * @param repaired sent again because the other end missed them
     * @param requested asked of the other end because they were missed here
     * @param lost that never came
     */
    public record Media(long sent, long repaired, long received, long requested, long lost) {}

    /**
     * A stream that is published or taken here.
     *
     * @param parent the node that it comes from; null where it is published, and while it has no source
     * @param standby whose link stands by to take over
     * @param depth links to its ingest node; −1 while it has no source
     * @param children nodes that get it from here
     * @param sinceCaptureMs between the publisher's clock and this node's when a frame is here whole, smoothed: what differs from the parent's, less the
     *     clocks' difference, is the hop's latency. Null before the publisher's first sender report
     * @param lost packets that no parent had any more
     * @param keyless packets dropped because no key was here for them
     * @param notAuthentic packets dropped because somebody had altered them
     */
    public record Stream(
            String stream,
            boolean publishedHere,
            @Nullable String parent,
            @Nullable String standby,
            int depth,
            List<String> children,
            @Nullable Double sinceCaptureMs,
            long lost,
            long keyless,
            long notAuthentic) {}
}
